package dev.parley.problem;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.propertyeditors.CustomCollectionEditor;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.annotation.RequestParamMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Gives controllers a record whose components are {@link RequestParam}s, so that operations can share them: an argument that is marked
 * as a {@link ParameterObject}. A list's entries are what the parameter was given, each of them whole, commas and all.
 */
@Component
class QueryRecords implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final RequestParamMethodArgumentResolver components;

    QueryRecords(ConfigurableBeanFactory beans) {
        components = new RequestParamMethodArgumentResolver(beans, false);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return isRecord(parameter);
    }

    private static boolean isRecord(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(ParameterObject.class);
    }

    /** The parameters of the query that an argument of a controller is made of: itself, where it is not made of several. */
    static Stream<MethodParameter> parameters(MethodParameter argument) {
        if (!isRecord(argument)) {
            return Stream.of(argument);
        }
        Constructor<?> constructor = BeanUtils.getResolvableConstructor(argument.getParameterType());
        return IntStream.range(0, constructor.getParameterCount()).mapToObj(index -> {
            MethodParameter component = new MethodParameter(constructor, index);
            component.initParameterNameDiscovery(NAMES);
            return component;
        });
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders)
            throws Exception {
        if (binders == null) {
            throw new IllegalArgumentException("no binders for " + parameter);
        }
        WebDataBinderFactory whole = (source, target, name) -> {
            WebDataBinder binder = binders.createBinder(source, target, name);
            binder.registerCustomEditor(List.class, new CustomCollectionEditor(List.class));
            return binder;
        };
        List<MethodParameter> wanted = parameters(parameter).toList();
        @Nullable Object[] values = new @Nullable Object[wanted.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = components.resolveArgument(wanted.get(i), container, request, whole);
        }
        Object found =
                BeanUtils.instantiateClass(BeanUtils.getResolvableConstructor(parameter.getParameterType()), values);
        WebDataBinder binder = binders.createBinder(request, found, String.valueOf(parameter.getParameterName()));
        binder.validate();
        if (binder.getBindingResult().hasErrors()) {
            throw new MethodArgumentNotValidException(parameter, binder.getBindingResult());
        }
        return found;
    }
}
