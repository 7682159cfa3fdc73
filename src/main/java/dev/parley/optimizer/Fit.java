package dev.parley.optimizer;

/** What a strategy learned of a history ahead of asking, for its own later suggestions; opaque to all others. */
public interface Fit {

    /** About how many bytes of memory it takes. */
    long bytes();
}
