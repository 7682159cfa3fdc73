package dev.parley.problem;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/**
 * A kind of problem that a client can meet (RFC 9457). Its {@link #type() type} is stable: clients decide by it, never
 * by the sentences. {@code docs/problems.md} says of each what to do about it.
 */
public enum ProblemType {
    MALFORMED_JSON(HttpStatus.BAD_REQUEST, "The body is not well-formed JSON"),
    INVALID_REQUEST(HttpStatus.BAD_REQUEST, "The request is invalid"),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "A valid key is needed"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "The key's role does not allow this"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing at this path"),
    STUDY_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such study"),
    TRIAL_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such trial"),
    WEBHOOK_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such webhook"),
    DELIVERY_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such delivery"),
    NOT_WATCHED(HttpStatus.NOT_FOUND, "The study is not watched"),
    FINE_TUNE_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such fine-tuning"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The path does not take this method"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "None of the accepted media types can be served"),
    TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The body comes too slowly"),
    STUDY_EXISTS(HttpStatus.CONFLICT, "The study exists with another definition"),
    WRONG_STATE(HttpStatus.CONFLICT, "The state does not allow this"),
    NOT_WATCHABLE(HttpStatus.CONFLICT, "The study promises nothing that could be watched"),
    LIMIT_REACHED(HttpStatus.CONFLICT, "A limit is reached"),
    LEASE_LOST(HttpStatus.CONFLICT, "The lease is no longer current"),
    LEASE_MISMATCH(HttpStatus.CONFLICT, "The lease belongs to another trial"),
    ALREADY_TOLD(HttpStatus.CONFLICT, "The trial has another result already"),
    VERSION_MISMATCH(HttpStatus.PRECONDITION_FAILED, "The study was changed in the meantime"),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body's media type is not supported"),
    HOST_NOT_ALLOWED(HttpStatus.MISDIRECTED_REQUEST, "The host is not served here"),
    IDEMPOTENCY_MISMATCH(HttpStatus.UNPROCESSABLE_CONTENT, "The idempotency key was used with another body"),
    PRECONDITION_REQUIRED(HttpStatus.PRECONDITION_REQUIRED, "An If-Match header is needed"),
    OVERLOADED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests at once"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "Something failed inside Parley"),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The service cannot answer now"),
    MODEL_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "No language model gives an answer"),
    DATABASE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The database cannot be reached");

    private static final String BASE = "https://parley.dev/problems/";

    private final HttpStatus status;
    private final String title;

    ProblemType(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The last segment of {@link #type()}, such as {@code lease-lost}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The stable identifier, such as {@code https://parley.dev/problems/lease-lost}. */
    public URI type() {
        return URI.create(BASE + slug());
    }

    /** One short sentence, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The HTTP status of every answer with this type. */
    public HttpStatus status() {
        return status;
    }

    /** The type for an error of which only the HTTP status is known. */
    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> TOO_SLOW;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 429 -> OVERLOADED;
            case 503 -> UNAVAILABLE;
            default -> status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL;
        };
    }
}
