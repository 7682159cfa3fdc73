package dev.parley.llm;

import dev.parley.llm.model.Question.Spoken;
import dev.parley.llm.prompt.TokenEstimate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What of a study's conversation with its model is said again before the next question: how it began, and of the rest the
 * latest that there is room for.
 */
final class Conversation {

    /** How many tokens of a conversation are said again at most. */
    static final int TOKENS = 16_000;

    /** How many exchanges are looked at. */
    static final int MOST = 200;

    /** How many characters of an answer are said again. */
    static final int LONGEST_ANSWER = 8_000;

    /** What begins the marks of roles: {@code <|im_end|>}, {@code </s>}, {@code [INST]}. */
    private static final Pattern MARKS = Pattern.compile("<|\\[(?=/?[A-Z_]+\\])");

    private Conversation() {}

    /**
     * What is said again.
     *
     * @param all questions and answers, the earliest first
     */
    static List<Spoken> again(List<Spoken> all) {
        if (all.isEmpty()) {
            return List.of();
        }
        Spoken first = cut(all.getFirst());
        int room = TOKENS - tokens(first);
        Deque<Spoken> latest = new ArrayDeque<>();
        for (Spoken spoken : all.subList(1, all.size()).reversed()) {
            Spoken cut = cut(spoken);
            room -= tokens(cut);
            if (room < 0) {
                break;
            }
            latest.addFirst(cut);
        }
        latest.addFirst(first);
        return List.copyOf(latest);
    }

    /** What was said, the answer without marks by which models tell roles apart, and not longer than it may be. */
    private static Spoken cut(Spoken spoken) {
        String answer = spoken.assistant();
        boolean isSplit =
                answer.length() > LONGEST_ANSWER && Character.isHighSurrogate(answer.charAt(LONGEST_ANSWER - 1));
        int length = Math.min(answer.length(), LONGEST_ANSWER - (isSplit ? 1 : 0));
        return new Spoken(
                spoken.user(), MARKS.matcher(answer.substring(0, length)).replaceAll(Conversation::escaped));
    }

    /** The escape of a character in JSON, which is what an answer is made of. */
    private static String escaped(MatchResult mark) {
        return "\\\\u%04x".formatted((int) mark.group().charAt(0));
    }

    private static int tokens(Spoken spoken) {
        return TokenEstimate.of(spoken.user()) + TokenEstimate.of(spoken.assistant());
    }
}
