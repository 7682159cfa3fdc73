package dev.parley.llm.model;

/**
 * How many tokens a call took, as the server counts them.
 *
 * @param input tokens of the question
 * @param output tokens of the answer, hidden reasoning included
 */
public record Tokens(long input, long output) {

    public Tokens {
        if (input < 0 || output < 0) {
            throw new IllegalArgumentException("tokens must not be negative: " + input + ", " + output);
        }
    }
}
