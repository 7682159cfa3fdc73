package dev.parley.optimizer.hybrid;

/** How a model and an engine share the trials. */
public enum Mode {
    /** The model starts the study and earns its later turns ({@link Gate}). */
    GATED,
    /** The model has the first trial, and each later one with probability 0.5. */
    COIN,
    /** The model has up to five startup trials, the engine all others. */
    INIT,
    /** The model has all trials; the engine where it has no proposal. */
    ALONE
}
