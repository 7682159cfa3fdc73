package dev.parley.llm.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The fixed texts under {@code prompts/}: nothing is ever put into them. */
public enum Instructions {
    /** How to propose configurations. */
    PROPOSALS("proposals"),
    /** What the answer has to be, once more, after the data. */
    PROPOSALS_REMINDER("proposals-reminder"),
    /** What else to do where there are ranges that move. */
    LOOP("loop"),
    /** What the answer has to be then, once more, after the data. */
    LOOP_REMINDER("loop-reminder"),
    /** What to do about the faults of an answer with proposals. */
    PROPOSALS_AGAIN("proposals-again"),
    /** How to predict scores. */
    PREDICTIONS("predictions"),

    /** What the answer with predictions has to be, once more, after the data. */
    PREDICTIONS_REMINDER("predictions-reminder"),

    /** How to draft a search space. */
    DRAFT("draft"),
    /** What to do about the faults of a drafted search space. */
    DRAFT_AGAIN("draft-again");

    private final String text;

    Instructions(String file) {
        String path = "/prompts/" + file + ".txt";
        try (InputStream input = Instructions.class.getResourceAsStream(path)) {
            if (input == null) {
                throw new IllegalStateException("there is no resource " + path);
            }
            text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + path, e);
        }
    }

    /** The text. */
    public String text() {
        return text;
    }
}
