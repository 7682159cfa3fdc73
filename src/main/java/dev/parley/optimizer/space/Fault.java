package dev.parley.optimizer.space;

import java.util.Objects;

/**
 * One thing wrong with a search space or a configuration.
 *
 * @param pointer a JSON pointer (RFC 6901) to the fault, relative to what was checked
 * @param detail a sentence that says what to change
 */
public record Fault(String pointer, String detail) {

    public Fault {
        Objects.requireNonNull(pointer);
        Objects.requireNonNull(detail);
    }

    /** The fault of the field {@code name}, its name escaped as RFC 6901 section 3 says. */
    public static Fault at(String name, String detail) {
        return new Fault(pointerTo(name), detail);
    }

    /** The pointer to the field {@code name} of an object. */
    public static String pointerTo(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** This fault seen from the thing that holds what was checked, at {@code prefix}. */
    public Fault under(String prefix) {
        return new Fault(prefix + pointer, detail);
    }
}
