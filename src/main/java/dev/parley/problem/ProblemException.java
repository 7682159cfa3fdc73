package dev.parley.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Ends a request with a problem. The message is the problem's {@code detail}: one sentence about this occurrence, for
 * people, with nothing of the inside in it.
 */
public class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient List<FieldFault> faults;
    private final transient Map<String, Object> extensions;
    private final @Nullable Duration retryAfter;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    /** A problem with the places of the request that are at fault, rendered as {@code errors}. */
    public ProblemException(ProblemType type, String detail, List<FieldFault> faults) {
        this(type, detail, faults, Map.of(), null);
    }

    private ProblemException(
            ProblemType type,
            String detail,
            List<FieldFault> faults,
            Map<String, Object> extensions,
            @Nullable Duration retryAfter) {
        super(detail);
        this.type = type;
        this.faults = List.copyOf(faults);
        this.extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
        this.retryAfter = retryAfter;
    }

    /** One fault of the body, which is the detail as well. */
    public static ProblemException at(String pointer, String detail) {
        return new ProblemException(ProblemType.INVALID_REQUEST, detail, List.of(new FieldFault(pointer, detail)));
    }

    /** One fault of a parameter of the query, the path or a header, which is the detail as well. */
    public static ProblemException atParameter(String parameter, String detail) {
        return new ProblemException(
                ProblemType.INVALID_REQUEST, detail, List.of(FieldFault.ofParameter(parameter, detail)));
    }

    /** What a JSON value cannot be read for, its pointers relative to that value. */
    public static ProblemException unreadable(JacksonException failure) {
        return JsonFaults.problem(failure);
    }

    /** Ends the request with these faults, if there are any. */
    public static void throwIfAny(List<FieldFault> faults) {
        if (!faults.isEmpty()) {
            throw ValidationFaults.problem(faults);
        }
    }

    /** The same problem with one more property, such as {@code recorded}; its value is rendered as JSON. */
    public ProblemException with(String property, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extensions);
        more.put(property, value);
        return new ProblemException(type, detail(), faults, more, retryAfter);
    }

    /** The same problem with a {@code Retry-After} header, in whole seconds. */
    public ProblemException retryAfter(Duration delay) {
        return new ProblemException(type, detail(), faults, extensions, delay);
    }

    public ProblemType type() {
        return type;
    }

    /** One sentence about this occurrence. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldFault> faults() {
        return faults;
    }

    Map<String, Object> extensions() {
        return extensions;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
