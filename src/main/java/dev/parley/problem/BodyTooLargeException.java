package dev.parley.problem;

import java.io.IOException;

/** Ends the reading of a body that has grown beyond its limit. */
final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long limit;

    BodyTooLargeException(long limit) {
        super("the body has more than " + limit + " bytes");
        this.limit = limit;
    }

    ProblemException problem() {
        return problem(limit);
    }

    static ProblemException problem(long limit) {
        return new ProblemException(
                ProblemType.TOO_LARGE, "The body may have " + (limit >> 20) + " MB at most; split it.");
    }
}
