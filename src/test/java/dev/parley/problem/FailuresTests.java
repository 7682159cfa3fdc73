package dev.parley.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class FailuresTests {

    /** As where a file is written of it. */
    @Test
    void aBodyThatGrewTooLargeIsRefusedWhoeverReadsIt() {
        ProblemException problem =
                Failures.problem(new UncheckedIOException(new BodyTooLargeException(64 << 20)), "the import");
        assertThat(problem.type()).isEqualTo(ProblemType.TOO_LARGE);
        assertThat(problem.detail()).contains("64 MB");
    }

    /** A connection that broke while something was looked for, which so was not found. */
    @Test
    void aProblemThatOnlyFollowedFromAFailureIsNotIt() {
        ProblemException consequence = new ProblemException(ProblemType.TRIAL_NOT_FOUND, "no trial 0");
        Exception failure = new DataAccessResourceFailureException("the connection broke", consequence);
        assertThat(Failures.problem(failure, "GET").type()).isEqualTo(ProblemType.DATABASE_UNAVAILABLE);
    }

    @Test
    void anyOtherFaultOfAFileIsOurs() {
        assertThat(Failures.problem(new UncheckedIOException(new IOException("disk full")), "the import")
                        .type())
                .isEqualTo(ProblemType.INTERNAL);
    }
}
