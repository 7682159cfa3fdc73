package dev.parley.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One fault of a request and where it is: in the body, by JSON pointer (RFC 6901; empty for the whole body), or in a
 * parameter of the query, path or header, by name.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldFault(@Nullable String pointer, @Nullable String parameter, String detail) {

    public FieldFault {
        if ((pointer == null) == (parameter == null)) {
            throw new IllegalArgumentException("a fault is either in the body or in a parameter: " + detail);
        }
    }

    /** A fault of the body. */
    public FieldFault(String pointer, String detail) {
        this(pointer, null, detail);
    }

    /** A fault of the field {@code name} of the object at {@code pointer}, the name escaped as RFC 6901 says. */
    public static FieldFault under(String pointer, String name, String detail) {
        return new FieldFault(escaped(pointer, name), detail);
    }

    /** The pointer to the field {@code name} of the object at {@code pointer}, the name escaped as RFC 6901 says. */
    public static String escaped(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** A fault of a parameter of the query, the path or a header. */
    public static FieldFault ofParameter(String parameter, String detail) {
        return new FieldFault(null, parameter, detail);
    }
}
