package dev.parley.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FailuresTests {

    /** As where a file is written of it. */
    @Test
    void aBodyThatGrewTooLargeIsRefusedWhoeverReadsIt() {
        ProblemException problem =
                Failures.problem(new UncheckedIOException(new BodyTooLargeException(64 << 20)), "the import");
        assertThat(problem.type()).isEqualTo(ProblemType.TOO_LARGE);
        assertThat(problem.detail()).contains("64 MB");
    }

    @Test
    void anyOtherFaultOfAFileIsOurs() {
        assertThat(Failures.problem(new UncheckedIOException(new IOException("disk full")), "the import")
                        .type())
                .isEqualTo(ProblemType.INTERNAL);
    }
}
