package dev.parley.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.mlflow.MlflowState.Run;
import dev.parley.testing.Api;
import dev.parley.testing.Replica;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Studies that are logged to a scripted MLflow, and the processes that log them. */
final class Logged {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long a process waits for an answer. */
    static final Duration TIMEOUT = Duration.ofMillis(400);

    static final Duration RECHECK = Duration.ofMillis(1_500);

    private final Api api;
    private final JdbcClient jdbc;
    private final ScriptedMlflow mlflow;
    private final List<StudyApi> studies = new ArrayList<>();

    Logged(Api api, JdbcClient jdbc, ScriptedMlflow mlflow) {
        this.api = api;
        this.jdbc = jdbc;
        this.mlflow = mlflow;
    }

    /** A process that logs to an MLflow what has the label. */
    static Replica replica(ScriptedMlflow mlflow, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        List<String> usual = List.of(
                "parley.mlflow.uri=" + mlflow.url(),
                "parley.mlflow.studies=labelled",
                "parley.mlflow.interval=20ms",
                "parley.mlflow.count-interval=50ms",
                "parley.mlflow.keep-interval=200ms",
                "parley.mlflow.timeout=" + TIMEOUT.toMillis() + "ms",
                "parley.mlflow.longest-pause=60ms",
                "parley.mlflow.recheck=" + RECHECK.toMillis() + "ms",
                "parley.mlflow.claim=2s",
                "parley.webhooks.interval=1h");
        usual.stream()
                .filter(property -> all.stream()
                        .noneMatch(given -> given.startsWith(property.substring(0, property.indexOf('=') + 1))))
                .toList()
                .forEach(all::add);
        return Replica.start(all.toArray(String[]::new));
    }

    /** A study with the label. */
    StudyApi study(String... fields) {
        String[] all = new String[fields.length + 1];
        System.arraycopy(fields, 0, all, 1, fields.length);
        all[0] = "'labels': {'mlflow': 'on'}";
        StudyApi study = api.study(all);
        studies.add(study);
        return study;
    }

    /** Removes the studies, so that other tests' processes find none of them. */
    void removeStudies() {
        studies.forEach(study -> api.delete(study.path()));
    }

    /** Waits until a study has so many runs that have ended. */
    List<Run> await(StudyApi study, int count) {
        Awaitility.await(count + " runs of " + study.name())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> ended(study) >= count);
        return mlflow.state().runs(study.name());
    }

    private long ended(StudyApi study) {
        return mlflow.state().runs(study.name()).stream()
                .filter(run -> !run.status.equals("RUNNING"))
                .count();
    }

    /** Waits until nothing is left to do for a study, looks for doubles included. */
    void awaitRest(StudyApi study) {
        Awaitility.await("nothing to do for " + study.name())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> isAtRest(study));
    }

    private boolean isAtRest(StudyApi study) {
        return jdbc.sql("""
            SELECT NOT EXISTS (SELECT FROM mlflow_run r WHERE r.study_id = s.study_id AND due_at IS NOT NULL AND refusal IS NULL)
                AND p.revision = coalesce(m.seen_revision, 0)
            FROM study s JOIN study_progress p USING (study_id) LEFT JOIN mlflow_study m USING (study_id)
            WHERE s.project = 'default' AND s.name = ?
            """).param(study.name()).query(Boolean.class).single();
    }

    /** Checks that a study's trials from 0 on have a run each, whole, and no second one. */
    void assertEachOnce(StudyApi study, int trials) {
        List<Run> runs = mlflow.state().runs(study.name());
        assertThat(runs)
                .extracting(Run::trial)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, trials).boxed().toList());
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.status).isEqualTo("FINISHED");
            assertThat(run.last("loss"))
                    .isEqualTo(study.trial(run.trial()).at("/values/loss").asDouble());
            assertThat(run.parameters).containsKey("x");
        });
    }
}
