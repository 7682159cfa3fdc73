package dev.parley.problem;

import java.io.IOException;

/** Ends the reading of a body that does not come, or comes too slowly. */
public final class BodyTooSlowException extends IOException {

    private static final long serialVersionUID = 1L;

    public BodyTooSlowException() {
        super("the body comes too slowly");
    }

    public ProblemException problem() {
        return new ProblemException(
                ProblemType.TOO_SLOW,
                "The body did not arrive in time; the connection may be too slow. Send it again.");
    }
}
