package dev.parley.llm.model;

/**
 * A secret that prints as dots.
 *
 * @param secret the key itself; empty where none is needed
 */
record ApiKey(String secret) {

    static final ApiKey NONE = new ApiKey("");

    private static final String DOTS = "…";

    /** Public for the binding of properties. */
    public ApiKey(String secret) {
        this.secret = secret.strip();
    }

    boolean isNone() {
        return secret.isEmpty();
    }

    /** The text without the key. */
    String removedFrom(String text) {
        return isNone() ? text : text.replace(secret, DOTS);
    }

    @Override
    public String toString() {
        return DOTS;
    }
}
