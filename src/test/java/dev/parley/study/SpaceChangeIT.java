package dev.parley.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What a change of the search space does to a study that has trials. */
@IntegrationTest
class SpaceChangeIT {

    private static final String SPACE = """
        [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1},
         {'name': 'drop', 'type': 'float', 'low': 0, 'high': 0.8, 'step': 0.2},
         {'name': 'n', 'type': 'int', 'low': 1, 'high': 64, 'scale': 'log', 'default': 8},
         {'name': 'batch', 'type': 'ordinal', 'values': [16, 32]},
         {'name': 'solver', 'type': 'categorical', 'choices': ['adam', 'sgd']},
         {'name': 'momentum', 'type': 'float', 'low': 0, 'high': 0.9, 'when': {'parameter': 'solver', 'in': ['sgd']}}]
        """;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private static String x(double low, double high) {
        return "[{'name': 'x', 'type': 'float', 'low': %s, 'high': %s}]".formatted(low, high);
    }

    private static Answer reshape(StudyApi study, double low, double high) {
        return study.patch("{'space': " + x(low, high) + "}").is(200);
    }

    private static List<Double> xs(Answer answer) {
        return answer.each("/trials", "configuration").stream()
                .map(configuration -> configuration.path("x").doubleValue())
                .toList();
    }

    private static String queued(double x) {
        return "{'configuration': {'x': " + x + "}}";
    }

    private StudyApi study(String strategy, int finished) {
        StudyApi study = api.study("'strategy': {'type': '%s', 'seed': 3}".formatted(strategy));
        IntStream.range(0, finished).forEach(i -> {
            JsonNode trial = study.ask();
            double x = trial.path("configuration").path("x").doubleValue();
            study.tell(trial.path("number").asInt(), Math.abs(x - 0.9));
        });
        return study;
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "sobol", "tpe"})
    void suggestionsReachAWidenedRange(String strategy) {
        StudyApi study = study(strategy, 12);
        reshape(study, 0, 4)
                .has("/space/0/high", "4.0")
                .has("/spaceVersion", "2")
                .has("/progress/trials/complete", "12");
        Answer asked = study.ask("{'count': 40}").is(200);
        asked.has("/trials/0/origin", "'" + strategy + "'");
        assertThat(xs(asked)).anyMatch(x -> x > 1).allMatch(x -> x <= 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "sobol", "tpe"})
    void suggestionsNeverLeaveANarrowedRange(String strategy) {
        StudyApi study = study(strategy, 20);
        reshape(study, 0.25, 0.5);
        assertThat(xs(study.ask("{'count': 100}").is(200))).hasSize(100).allMatch(x -> x >= 0.25 && x <= 0.5);
    }

    @Test
    void theModelLearnsFromTheTrialsThatFitAndFromTheOthersAgainOnceTheyDo() {
        StudyApi study = study("tpe", 0);
        String trial = "{'state': 'complete', 'configuration': {'x': %s}, 'values': {'loss': 1}}";
        study.add(String.join(
                        ",",
                        IntStream.range(0, 12)
                                .mapToObj(i -> trial.formatted(i < 9 ? 0.1 : 0.9))
                                .toList()))
                .is(201);
        study.ask("{}").has("/trials/0/origin", "'tpe'");
        reshape(study, 0, 0.5);
        study.ask("{}").has("/trials/0/origin", "'random'");
        reshape(study, 0, 2);
        study.ask("{}").has("/trials/0/origin", "'tpe'");
    }

    @Test
    void everyKindOfParameterChanges() {
        StudyApi study = api.study("'space': " + SPACE);
        study.add("{'state': 'complete', 'configuration': {'x': 1, 'drop': 0.8, 'n': 64, 'batch': 32, 'solver': 'sgd',"
                        + " 'momentum': 0.1}, 'values': {'loss': 1}}")
                .is(201);
        String changed = """
            [{'name': 'x', 'type': 'float', 'low': 2, 'high': 3},
             {'name': 'drop', 'type': 'float', 'low': -0.2, 'high': -0.2, 'step': 0.2},
             {'name': 'n', 'type': 'int', 'low': 128, 'high': 129, 'scale': 'log', 'default': 128},
             {'name': 'batch', 'type': 'ordinal', 'values': [8, 16, 32]},
             {'name': 'solver', 'type': 'categorical', 'choices': ['lion', 'adam', 'sgd']},
             {'name': 'momentum', 'type': 'float', 'low': 1, 'high': 2,
              'when': {'parameter': 'solver', 'in': ['sgd', 'lion']}}]
            """;
        study.patch("{'space': " + changed + "}").is(200);
        study.get("").has("/space/4/choices", "['lion', 'adam', 'sgd']").has("/space/3/values", "[8, 16, 32]");
        Answer asked = study.ask("{'count': 60, 'fixed': {'solver': 'lion', 'batch': 8}}")
                .is(200);
        asked.at("/trials").forEach(trial -> {
            JsonNode configuration = trial.path("configuration");
            assertThat(configuration.path("x").doubleValue()).isBetween(2.0, 3.0);
            assertThat(configuration.path("drop").doubleValue()).isEqualTo(-0.2);
            assertThat(configuration.path("n").asInt()).isBetween(128, 129);
            assertThat(configuration.path("momentum").doubleValue()).isBetween(1.0, 2.0);
        });
        study.trial(0)
                .has(
                        "/configuration",
                        "{'x': 1.0, 'drop': 0.8, 'n': 64, 'batch': 32, 'solver': 'sgd', 'momentum': 0.1}");
    }

    @Test
    void trialsThatDoNotFitStayAndStayTheBest() {
        StudyApi study = study("random", 0);
        study.add("{'state': 'complete', 'configuration': {'x': 1}, 'values': {'loss': 0.5}},"
                        + " {'state': 'complete', 'configuration': {'x': 0.125}, 'values': {'loss': 0.75}}")
                .is(201);
        reshape(study, 0, 0.5).has("/progress/best", "{'number': 0, 'value': 0.5}");
        study.get("/best").has("/trial/number", "0").has("/trial/configuration", "{'x': 1.0}");
        study.trial(0).has("/configuration", "{'x': 1.0}").has("/values", "{'loss': 0.5}");
        assertThat(study.get("/trials?order=value").numbers("/trials")).containsExactly(0, 1);
        study.post("/trials/0/retract", "").is(200);
        study.get("/best").has("/trial/number", "1");
    }

    @Test
    void trialsThatDoNotFitStayOnTheFront() {
        StudyApi study = api.study(
                "'objectives': [{'name': 'loss', 'direction': 'minimize'}, {'name': 'size', 'direction': 'minimize'}]");
        study.add("{'state': 'complete', 'configuration': {'x': 1}, 'values': {'loss': 1, 'size': 2}},"
                        + " {'state': 'complete', 'configuration': {'x': 0.9}, 'values': {'loss': 0, 'size': 0}},"
                        + " {'state': 'pruned', 'configuration': {'x': 0.9}, 'values': {'loss': 0, 'size': 0}},"
                        + " {'state': 'complete', 'configuration': {'x': 0}, 'values': {'loss': 2, 'size': 1}}")
                .is(201);
        study.post("/trials/1/retract", "").is(200);
        reshape(study, 0, 0.5);
        assertThat(study.get("/best").numbers("/front")).containsExactly(0, 3);
    }

    @Test
    void queuedTrialsThatDoNotFitAreCancelledWithTheReason() {
        StudyApi study = study("random", 0);
        study.add(queued(0.1) + "," + queued(0.7) + "," + queued(0.2)).is(201);
        reshape(study, 0, 0.5).has("/progress/trials/queued", "2").has("/progress/trials/cancelled", "1");
        study.trial(1).has("/state", "'cancelled'").has("/configuration", "{'x': 0.7}");
        assertThat(study.trial(1).at("/reason").asString()).contains("Version 2 of the search space");
        assertThat(study.ask("{'count': 3}").numbers("/trials")).containsExactly(0, 2, 3);
        new ProgressInvariants(jdbc).check(study.name());
    }

    @Test
    void aStudyWhoseLastQueuedTrialsAreCancelledCompletes() {
        StudyApi study = api.study("'limits': {'trials': 2}");
        study.finish(0.5);
        study.add(queued(0.7)).is(201);
        reshape(study, 0, 0.5).has("/state", "'completed'");
    }

    @Test
    void runningTrialsThatDoNotFitAreToldNormally() {
        StudyApi study = study("random", 0);
        study.add(queued(0.7) + "," + queued(0.8)).is(201);
        study.ask("{'count': 2}").is(200);
        reshape(study, 0, 0.5).has("/progress/trials/running", "2");
        study.tell(0, 0.25).has("/configuration", "{'x': 0.7}");
        study.get("/best").has("/trial/number", "0");
        study.tell(1, "{'state': 'failed', 'reason': 'a crash'}").is(200);
        new ProgressInvariants(jdbc).check(study.name());
    }

    @Test
    void runningTrialsThatDoNotFitAreNotHandedOutAgain() {
        StudyApi study = study("random", 0);
        study.add(queued(0.7) + "," + queued(0.8)).is(201);
        String lease = study.ask().path("lease").asString();
        study.ask("{'leaseSeconds': 1}").is(200);
        reshape(study, 0, 0.5);
        study.post("/trials/0/release", "{'lease': '" + lease + "'}").is(200).has("/state", "'cancelled'");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> study.trial(1).at("/state").asString().equals("lost"));
        assertThat(study.ask().path("number").asInt()).isEqualTo(2);
        study.tell(1, 0.5);
        new ProgressInvariants(jdbc).check(study.name());
    }

    @Test
    void runningTrialsThatStillFitAreHandedOutAgain() {
        StudyApi study = study("random", 0);
        study.add(queued(0.2)).is(201);
        String lease = study.ask().path("lease").asString();
        reshape(study, 0, 0.5);
        study.post("/trials/0/release", "{'lease': '" + lease + "'}").is(200).has("/state", "'queued'");
        assertThat(study.ask().path("number").asInt()).isZero();
    }

    @Test
    void theDefinitionsVersionMovesOnAndTheSpacesOnlyWhereItChanged() {
        StudyApi study = study("random", 0);
        study.patch("{'space': " + x(0, 1) + "}").is(200).has("/version", "2").has("/spaceVersion", "1");
        Answer changed = reshape(study, 0, 2).has("/version", "3").has("/spaceVersion", "2");
        assertThat(changed.headers().getETag()).isEqualTo("\"3\"");
        study.patch("{'description': 'd'}").is(200).has("/spaceVersion", "2").has("/space/0/high", "2.0");
        api.patch(study.path(), "{'space': " + x(0, 3) + "}", "If-Match", "\"3\"")
                .isProblem(412, "version-mismatch");
        study.get("").has("/space/0/high", "2.0");
    }

    @Test
    void aChangeThatIsRefusedChangesNothing() {
        StudyApi study = study("random", 0);
        study.patch("{'description': 'd', 'space': null}").isInvalidAt("/space");
        study.patch("{'description': 'd', 'space': []}").isInvalidAt("/space");
        study.patch("{'space': [null]}").isInvalidAt("/space/0");
        study.patch("{'space': [{'name': 'x', 'type': 'float', 'low': 0, 'hihg': 1}]}")
                .isInvalidAt("/space/0/hihg");
        study.get("").lacks("/description").has("/version", "1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        'type': 'float', 'low': 0, 'high': 1| 'type': 'int', 'low': 0, 'high': 1  | /space/0/type
        'low': 0, 'high': 0.8, 'step': 0.2  | 'low': 0, 'high': 0.8, 'step': 0.1  | /space/1/step
        'low': 0, 'high': 0.8, 'step': 0.2  | 'low': 0.1, 'high': 0.9, 'step': 0.2| /space/1/low
        'high': 64, 'scale': 'log'          | 'high': 64                          | /space/2/scale
        'high': 64, 'scale': 'log'          | 'high': 4, 'scale': 'log'           | /space/2/default
        [16, 32]                            | [16]                                | /space/3/values
        [16, 32]                            | [32, 16]                            | /space/3/values
        'ordinal', 'values'                 | 'categorical', 'choices'            | /space/3/type
        ['adam', 'sgd']                     | ['sgd']                             | /space/4/choices
        'in': ['sgd']                       | 'in': ['sgd', 'adam']               | /space/5/when/in
        'name': 'x'                         | 'name': 'y'                         | "/space /space/0"
        """)
    void whatCannotChangeIsPointedAt(String before, String after, String pointers) {
        StudyApi study = api.study("'space': " + SPACE);
        study.patch("{'space': " + SPACE.replace(before, after) + "}").isInvalidAt(pointers.split(" "));
    }

    @Test
    void putFindsTheStudyBySpaceAsFirstSentOrAsItIs() {
        String path = "/studies/" + Api.freshName();
        String definition = "{'space': %s, 'objectives': [{'name': 'loss', 'direction': 'minimize'}]}";
        api.put(path, definition.formatted(x(0, 1))).is(201);
        api.patch(path, "{'space': " + x(0, 2) + "}", "If-Match", "\"1\"").is(200);
        api.patch(path, "{'space': " + x(0, 3) + "}", "If-Match", "\"2\"").is(200);
        api.put(path, definition.formatted(x(0, 1))).is(200).has("/space/0/high", "3.0");
        api.put(path, definition.formatted(x(0, 3))).is(200).has("/space/0/high", "3.0");
        api.put(path, definition.formatted(x(0, 2)))
                .isProblem(409, "study-exists")
                .pointsAt("/space");
    }

    @Test
    void whatIsAddedAfterwardsMustFit() {
        StudyApi study = study("random", 0);
        reshape(study, 0, 0.5);
        study.add(queued(0.7)).isInvalidAt("/trials/0/configuration/x");
        study.ask("{'fixed': {'x': 0.7}}").isInvalidAt("/fixed/x");
    }

    @Test
    void aRepeatedAskIsAnsweredAlsoForATrialThatDoesNotFit() {
        StudyApi study = study("random", 0);
        study.add(queued(0.7)).is(201);
        study.ask("{}", "Idempotency-Key", "k").is(200);
        reshape(study, 0, 0.5);
        study.ask("{}", "Idempotency-Key", "k").is(200).has("/trials/0/configuration", "{'x': 0.7}");
    }

    @Test
    void asksInFlightAcrossTheChangeAreComputedAnew() {
        StudyApi study = study("random", 0);
        Crowd.run(17, worker -> {
            if (worker == 16) {
                reshape(study, 2, 3);
            } else {
                IntStream.range(0, 12).forEach(i -> study.ask("{'count': 2}").is(200));
            }
        });
        long last = jdbc.sql("SELECT last_revision FROM former_space JOIN study USING (study_id) WHERE name = ?")
                .param(study.name())
                .query(Long.class)
                .single();
        List<double[]> created = jdbc.sql("SELECT created_revision, (configuration->>'x')::double precision AS x"
                        + " FROM trial JOIN study USING (study_id) WHERE name = ?")
                .param(study.name())
                .query((row, n) -> new double[] {row.getLong(1), row.getDouble(2)})
                .list();
        assertThat(created).hasSize(384).allMatch(trial -> (trial[1] >= 2) == (trial[0] > last));
        new ProgressInvariants(jdbc).check(study.name());
    }
}
