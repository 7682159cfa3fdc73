package dev.parley.finetuning;

import dev.parley.llm.model.FailureKind;

/** What it means for the work that a piece of it failed. */
enum Fault {

    /** Nothing was sent, since the service itself holds back: the work waits, and no attempt is used. */
    HELD_BACK,

    /** A provider's, and it may pass. */
    PASSING,

    /** The service's own; it may be tried again, but hardly waits for anybody. */
    OWN,

    /** There is no use in trying again. */
    LASTING;

    /** That of a model that gave no answer at all. */
    static Fault of(FailureKind kind) {
        return switch (kind) {
            case THROTTLED, CIRCUIT_OPEN, CANCELLED -> HELD_BACK;
            case REJECTED, UNAUTHORIZED -> LASTING;
            case TIMEOUT, RATE_LIMITED, SERVER_ERROR, CONNECTION, DECLINED, UNREADABLE, TOO_LARGE, EMPTY -> PASSING;
        };
    }
}
