package dev.parley.finetuning;

import java.util.Set;

/** A model that is evaluated gives no answer. */
final class ExamException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Kinds of failure that time does not mend: the provider knows no such model, or wants no more of the key. */
    private static final Set<String> LASTING = Set.of("rejected", "unauthorized");

    private final boolean isLasting;

    /**
     * A model that gave no answer.
     *
     * @param kind the kind of failure, in its word
     */
    ExamException(String model, String kind) {
        super("The model %s gave no answer: %s.".formatted(model, kind));
        isLasting = LASTING.contains(kind);
    }

    /** Whether there is no use in asking again. */
    boolean isLasting() {
        return isLasting;
    }
}
