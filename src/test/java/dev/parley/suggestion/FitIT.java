package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Fits are made beside the asks, which go on without them. */
@IntegrationTest
class FitIT {

    private static final String SPACE = """
        'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1},
                  {'name': 'y', 'type': 'float', 'low': 0, 'high': 1}]
        """;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MeterRegistry meters;

    private StudyApi study() {
        return api.study(SPACE, "'strategy': {'type': 'gp', 'seed': 3}");
    }

    private static JsonNode askAndTell(StudyApi study) {
        JsonNode trial = study.ask();
        double x = trial.at("/configuration/x").doubleValue();
        double y = trial.at("/configuration/y").doubleValue();
        study.tell(trial.path("number").asInt(), Math.abs(x - 0.3) + y);
        return trial;
    }

    private static String origin(JsonNode trial) {
        return trial.path("origin").asString();
    }

    /** Asks and tells until a suggestion comes from a fit. */
    private static JsonNode untilFitted(StudyApi study) {
        JsonNode[] trial = new JsonNode[1];
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            trial[0] = askAndTell(study);
            return origin(trial[0]).equals("gp");
        });
        return trial[0];
    }

    @Test
    void asksAreAnsweredWithoutAFitUntilThereIsOne() {
        StudyApi study = study();
        for (int i = 0; i < 10; i++) {
            JsonNode trial = askAndTell(study);
            assertThat(origin(trial)).isEqualTo("random");
            assertThat(trial.path("fitRevision").isMissingNode()).isTrue();
        }
        assertThat(origin(askAndTell(study))).isEqualTo("tpe");

        JsonNode trial = untilFitted(study);

        assertThat(trial.path("fitRevision").longValue())
                .isPositive()
                .isLessThanOrEqualTo(trial.path("historyRevision").longValue());
        assertThat(meters.get("parley.fit").timer().count()).isPositive();
        assertThat(meters.get("parley.fits.failed").counter().count()).isZero();
    }

    @Test
    void aLaterFitSucceedsAnEarlierOne() {
        StudyApi study = study();
        long first = untilFitted(study).path("fitRevision").longValue();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> askAndTell(study).path("fitRevision").longValue() > first);
    }

    @Test
    void anAskWaitsForItsFitWhereNothingElseRuns() {
        StudyApi study = study();
        JsonNode trial = untilFitted(study);
        jdbc.sql("VACUUM FULL study_progress").update();
        JsonNode next = askAndTell(study);
        assertThat(origin(next)).isEqualTo("gp");
        assertThat(next.path("fitRevision").longValue())
                .isGreaterThanOrEqualTo(trial.path("fitRevision").longValue());
    }

    @Test
    void aStudyFindsTheOptimum() {
        StudyApi study = study();
        untilFitted(study);
        for (int i = 0; i < 25; i++) {
            askAndTell(study);
        }
        assertThat(study.get("/best").at("/trial/values").iterator().next().doubleValue())
                .isLessThan(0.05);
    }
}
