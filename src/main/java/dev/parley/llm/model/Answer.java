package dev.parley.llm.model;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's answer.
 *
 * @param text what it said, never blank; for what no database keeps, NUL and halves of characters, stands U+FFFD
 * @param finishReason why it stopped, in the provider's word in lower case; empty where it says nothing
 * @param tokens what it took; null where the server says nothing
 * @param requests how many requests were sent
 * @param latency how long it took
 */
public record Answer(
        String text, String finishReason, @Nullable Tokens tokens, int requests, Duration latency) implements Reply {

    private static final Set<String> LENGTH = Set.of("length", "max_tokens", "model_context_window_exceeded");

    private static final int REPLACEMENT = 0xFFFD;

    public Answer {
        text = text.codePoints()
                .map(character -> isKeepable(character) ? character : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isKeepable(int character) {
        return character != 0 && Character.getType(character) != Character.SURROGATE;
    }

    /** Whether the model had more to say than it was allowed to. */
    public boolean isCutOff() {
        return LENGTH.contains(finishReason);
    }

    Answer after(int requests, Duration latency) {
        return new Answer(text, finishReason, tokens, requests, latency);
    }
}
