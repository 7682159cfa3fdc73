package dev.parley.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Refuses a query that gives a parameter of one value several times, of which Spring would take the first. */
@Component
class SingleParameters implements HandlerInterceptor, WebMvcConfigurer {

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    /** The names of each endpoint's parameters that take one value. */
    private final Map<Method, List<String>> names = new ConcurrentHashMap<>();

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() != null && handler instanceof HandlerMethod method) {
            for (String name : names.computeIfAbsent(method.getMethod(), absent -> singleIn(method))) {
                String[] values = request.getParameterValues(name);
                if (values != null && values.length > 1) {
                    throw ProblemException.atParameter(
                            name, "must be given once, and is given " + values.length + " times");
                }
            }
        }
        return true;
    }

    private static List<String> singleIn(HandlerMethod method) {
        return Stream.of(method.getMethodParameters())
                .flatMap(QueryRecords::parameters)
                .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                .filter(parameter -> !Collection.class.isAssignableFrom(parameter.getParameterType()))
                .map(SingleParameters::name)
                .toList();
    }

    private static String name(MethodParameter parameter) {
        String given = Objects.requireNonNull(parameter.getParameterAnnotation(RequestParam.class))
                .name();
        parameter.initParameterNameDiscovery(NAMES);
        return given.isEmpty() ? Objects.requireNonNull(parameter.getParameterName()) : given;
    }
}
