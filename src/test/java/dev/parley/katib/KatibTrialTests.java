package dev.parley.katib;

import static org.assertj.core.api.Assertions.assertThat;

import api.v1.beta1.Api.Trial;
import api.v1.beta1.Api.TrialStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KatibTrialTests {

    private static KatibTrial trial(String start, String end) {
        return KatibTrial.of(
                Trial.newBuilder()
                        .setName("mnist-a")
                        .setStatus(TrialStatus.newBuilder().setStartTime(start).setCompletionTime(end))
                        .build(),
                "accuracy");
    }

    @Test
    void knowsWhenItRan() {
        KatibTrial trial = trial("2026-01-01T02:00:00+01:00", "2026-01-01T01:00:01Z");
        assertThat(trial.startedAt()).isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
        assertThat(trial.finishedAt()).isEqualTo(Instant.parse("2026-01-01T01:00:01Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "2026-01-01T00:00:00Z, ''",
        "2026-01-01T00:00:00Z, yesterday",
        "0001-01-01T00:00:00Z, 2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z, +999999999-01-01T00:00:00Z",
        "2026-01-01T00:00:01Z, 2026-01-01T00:00:00Z"
    })
    void hasNoTimesWhereKatibHasNone(String start, String end) {
        assertThat(trial(start, end).startedAt()).isNull();
        assertThat(trial(start, end).finishedAt()).isNull();
    }
}
