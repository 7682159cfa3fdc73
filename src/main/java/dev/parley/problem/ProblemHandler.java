package dev.parley.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolationException;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns whatever a controller ends with into a problem. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    private final Problems problems;

    ProblemHandler(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    ResponseEntity<?> handle(ProblemException problem, HttpServletRequest request) {
        return problems.render(request, problem, new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<?> handle(ConstraintViolationException violations, HttpServletRequest request) {
        return handle(ValidationFaults.problem(ValidationFaults.of(violations)), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<?> handle(Exception failure, HttpServletRequest request) {
        return hasLeft(failure, request) ? null : handle(problemOf(failure, request), request);
    }

    /** Whether the client is no longer there, so that there is nobody to answer and nothing to mend. */
    private static boolean hasLeft(Exception failure, HttpServletRequest request) {
        boolean hasLeft =
                !DatabaseFaults.isAway(failure) && DisconnectedClientHelper.isClientDisconnectedException(failure);
        if (hasLeft) {
            LOG.debug("The client of {} {} left: {}", request.getMethod(), request.getRequestURI(), failure.toString());
        }
        return hasLeft;
    }

    private static ProblemException problemOf(Exception failure, HttpServletRequest request) {
        return failure instanceof InvalidParameterException
                ? new ProblemException(ProblemType.INVALID_REQUEST, "The query cannot be read.")
                : Failures.problem(failure, what(request));
    }

    private static String what(HttpServletRequest request) {
        return request.getMethod() + " " + request.getRequestURI();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(ValidationFaults.problem(ValidationFaults.of(failure)), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (failure.isForReturnValue()) {
            return answer(Failures.internal(failure, what(servletRequest(request))), headers, request);
        }
        return answer(ValidationFaults.problem(ValidationFaults.of(failure)), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(JsonFaults.problem(failure), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name = failure instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : String.valueOf(failure.getPropertyName());
        String detail = refusal(failure);
        return answer(ProblemException.atParameter(name, detail), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException failure,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String name = failure.getParameterName();
        return answer(
                ProblemException.atParameter(name, "The parameter '" + name + "' is required."), headers, request);
    }

    @ExceptionHandler
    ResponseEntity<?> handle(MissingRequestHeaderException failure, HttpServletRequest request) {
        String name = failure.getHeaderName();
        return handle(ProblemException.atParameter(name, "The header '" + name + "' is required."), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException failure,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String[] supported = failure.getSupportedMethods();
        String detail = failure.getMethod() + " is not allowed here"
                + (supported == null ? "." : "; allowed: " + String.join(", ", List.of(supported)) + ".");
        return answer(new ProblemException(ProblemType.METHOD_NOT_ALLOWED, detail), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException failure,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String detail = failure.getContentType() == null
                ? "The body needs a Content-Type, such as application/json."
                : "A body of type " + failure.getContentType() + " is not supported; send "
                        + failure.getSupportedMediaTypes().stream()
                                .map(Object::toString)
                                .findFirst()
                                .orElse("application/json")
                        + ".";
        return answer(new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
            HttpMediaTypeNotAcceptableException failure,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return answer(
                new ProblemException(ProblemType.NOT_ACCEPTABLE, "This path can serve application/json."),
                headers,
                request);
    }

    /** Everything else that the framework itself raises: its status says which type it is. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpServletRequest servlet = servletRequest(request);
        ProblemType type = ProblemType.ofStatus(status.value());
        if (type == ProblemType.INTERNAL) {
            if (hasLeft(failure, servlet)) {
                return null;
            }
            return answer(problemOf(failure, servlet), headers, request);
        }
        ProblemException problem = ProblemErrorController.problem(type, servlet);
        if (failure instanceof NoResourceFoundException && NotFoundPage.isFor(servlet)) {
            return NotFoundPage.of(servlet, problem);
        }
        return answer(problem, headers, request);
    }

    @SuppressWarnings("unchecked")
    private @Nullable ResponseEntity<Object> answer(ProblemException problem, HttpHeaders headers, WebRequest request) {
        if (request instanceof ServletWebRequest servlet
                && servlet.getResponse() != null
                && servlet.getResponse().isCommitted()) {
            return null;
        }
        return (ResponseEntity<Object>) (ResponseEntity<?>) problems.render(servletRequest(request), problem, headers);
    }

    private static HttpServletRequest servletRequest(WebRequest request) {
        return ((ServletWebRequest) request).getRequest();
    }

    /** The words of the value's own type, where it refused the value; else what was expected. */
    private static String refusal(TypeMismatchException failure) {
        Throwable cause = failure.getMostSpecificCause();
        Class<?> required = failure.getRequiredType();
        boolean ownWords = cause.getClass() == IllegalArgumentException.class
                && required != null
                && required.getName().startsWith("dev.parley.");
        return "'" + failure.getValue() + "' "
                + (ownWords ? cause.getMessage() : "is not " + JsonFaults.expected(required))
                + ".";
    }
}
