package dev.parley.llm;

import dev.parley.llm.model.Question.Spoken;
import dev.parley.llm.prompt.TokenEstimate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What of a study's conversation with its model is said again before the next question: how it began, and of the rest the
 * latest that there is room for.
 */
final class Conversation {

    /** How many tokens of a conversation are said again at most. */
    static final int TOKENS = 16_000;

    private static final int LONGEST_ANSWER = 8_000;

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

    private static Spoken cut(Spoken spoken) {
        String answer = spoken.assistant();
        return answer.length() <= LONGEST_ANSWER
                ? spoken
                : new Spoken(spoken.user(), answer.substring(0, LONGEST_ANSWER));
    }

    private static int tokens(Spoken spoken) {
        return TokenEstimate.of(spoken.user()) + TokenEstimate.of(spoken.assistant());
    }
}
