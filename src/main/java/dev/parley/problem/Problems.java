package dev.parley.problem;

import dev.parley.observability.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Renders problems as {@code application/problem+json}, and counts them. */
@Component
public class Problems implements MeterBinder {

    private final JsonMapper mapper;
    private final ObjectProvider<MeterRegistry> meters;

    Problems(JsonMapper mapper, ObjectProvider<MeterRegistry> meters) {
        this.mapper = mapper;
        this.meters = meters;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Metric.PROBLEMS.begin(
                registry, Stream.of(ProblemType.values()).map(ProblemType::slug).toArray());
    }

    /** Answers with a problem from outside of the controllers, such as a filter. */
    public void write(HttpServletRequest request, HttpServletResponse response, ProblemException problem)
            throws IOException {
        ResponseEntity<ProblemDetail> entity = render(request, problem, new HttpHeaders());
        response.setStatus(entity.getStatusCode().value());
        entity.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        byte[] body = mapper.writeValueAsBytes(entity.getBody());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    ResponseEntity<ProblemDetail> render(HttpServletRequest request, ProblemException problem, HttpHeaders headers) {
        ProblemType type = problem.type();
        ProblemDetail body = body(problem);
        body.setInstance(instance(request));
        HttpHeaders answered = new HttpHeaders();
        answered.putAll(headers);
        answered.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.retryAfter() != null) {
            answered.set(
                    HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfter().toSeconds()));
        }
        return ResponseEntity.status(type.status()).headers(answered).body(body);
    }

    /** A problem as an answer has it, without the request that it is of. It is counted. */
    public ProblemDetail body(ProblemException problem) {
        ProblemType type = problem.type();
        ProblemDetail body = ProblemDetail.forStatusAndDetail(type.status(), problem.detail());
        body.setType(type.type());
        body.setTitle(type.title());
        if (!problem.faults().isEmpty()) {
            body.setProperty("errors", problem.faults());
        }
        problem.extensions().forEach(body::setProperty);
        meters.ifAvailable(
                registry -> Metric.PROBLEMS.counter(registry, type.slug()).increment());
        return body;
    }

    private static @Nullable URI instance(HttpServletRequest request) {
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        try {
            return new URI(failed == null ? request.getRequestURI() : failed.toString());
        } catch (URISyntaxException unreadable) {
            return null;
        }
    }
}
