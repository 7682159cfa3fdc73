package dev.parley.study;

import java.util.Objects;

/** The tenant that a study belongs to, known from the caller's key; {@code default} where there are no keys. */
public record Project(String name) {

    /** The project of callers without a key. */
    public static final Project DEFAULT = new Project("default");

    public Project {
        Objects.requireNonNull(name);
    }
}
