package dev.parley.llm.model;

/** A request to a provider's fine-tuning interface failed; the message says why, without any key. */
public final class TrainerException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;

    private final transient Failure failure;

    TrainerException(Failure failure) {
        super(failure.reason());
        this.failure = failure;
    }

    /** What went wrong. */
    public Failure failure() {
        return failure;
    }

    /** Whether what was asked for is not there, or no such interface. */
    public boolean isNotFound() {
        return failure.kind() == FailureKind.REJECTED && failure.reason().startsWith("HTTP " + NOT_FOUND);
    }

    /** Whether the provider surely did nothing. */
    public boolean isRefusal() {
        return switch (failure.kind()) {
            case RATE_LIMITED, UNAUTHORIZED, REJECTED -> true;
            default -> false;
        };
    }

    /** Whether the same request may well succeed later. */
    public boolean isPassing() {
        return failure.kind().isPassing()
                || failure.kind() == FailureKind.TIMEOUT
                || failure.kind() == FailureKind.UNREADABLE
                || failure.kind() == FailureKind.EMPTY
                || failure.kind() == FailureKind.CANCELLED;
    }
}
