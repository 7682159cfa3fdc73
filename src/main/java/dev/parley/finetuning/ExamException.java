package dev.parley.finetuning;

import dev.parley.llm.model.FailureKind;

/** A model that is evaluated gives no answer, not even one that cannot be used. */
final class ExamException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /** A model that gave no answer. */
    ExamException(String model, FailureKind kind) {
        super("The model %s gave no answer: %s.".formatted(model, kind));
        fault = Fault.of(kind);
    }

    /** What it means for the work. */
    Fault fault() {
        return fault;
    }
}
