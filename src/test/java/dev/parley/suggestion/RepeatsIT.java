package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.StudyApi;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Suggestions that repeat nothing, and those of studies that allow it. */
@IntegrationTest
class RepeatsIT {

    /** Two levels of conditions and 24 configurations. */
    private static final String TREE = """
        'space': [{'name': 'batch', 'type': 'ordinal', 'values': [16, 32, 64]},
                  {'name': 'solver', 'type': 'categorical', 'choices': ['adam', 'sgd', 'none']},
                  {'name': 'momentum', 'type': 'ordinal', 'values': [0, 0.5, 0.9, 0.99],
                   'when': {'parameter': 'solver', 'in': ['sgd']}},
                  {'name': 'nesterov', 'type': 'categorical', 'choices': [true, false],
                   'when': {'parameter': 'momentum', 'in': [0.9, 0.99]}}]
        """;

    private static final String GRID = """
        'space': [{'name': 'x', 'type': 'int', 'low': 1, 'high': 10},
                  {'name': 'y', 'type': 'float', 'low': 0, 'high': 0.9, 'step': 0.1}]
        """;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private static String strategy(String type, String more) {
        return "'strategy': {'type': '%s', 'seed': 4%s}".formatted(type, more);
    }

    private static List<JsonNode> configurations(StudyApi study) {
        return study.get("/trials?pageSize=1000").each("/trials", "configuration");
    }

    /** Asks and tells once; answers what was asked. */
    private static Answer work(StudyApi study) {
        Answer asked = study.ask("{}").is(200);
        for (JsonNode trial : asked.at("/trials")) {
            study.tell(trial.path("number").asInt(), trial.path("configuration").size() - 1);
        }
        return asked;
    }

    private static boolean isCompleted(Answer asked) {
        return asked.at("/study/state").asString().equals("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "sobol", "tpe"})
    void sixteenWorkersTryEveryConfigurationOnceAndGoOn(String type) {
        StudyApi study = api.study(TREE, strategy(type, ""), "'limits': {'trials': 40}");
        Crowd.run(16, worker -> {
            while (!isCompleted(work(study))) {}
        });
        List<JsonNode> tried = configurations(study);
        assertThat(tried).hasSize(40);
        assertThat(tried.subList(0, 24)).doesNotHaveDuplicates();
        new ProgressInvariants(jdbc).check(study.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "sobol", "tpe"})
    void sixtyFourPendingTrialsAreAllDifferent(String type) {
        StudyApi study = api.study(GRID, strategy(type, ""));
        IntStream.range(0, 12).forEach(i -> work(study));
        Crowd.run(16, worker -> study.ask("{'count': 4}").is(200));
        assertThat(configurations(study)).hasSize(76).doesNotHaveDuplicates();
        study.ask("{'count': 24}").is(200);
        assertThat(configurations(study)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void whatIsFixedIsExhaustedByItself() {
        StudyApi study = api.study(TREE);
        study.ask("{'count': 8, 'fixed': {'batch': 16}}").is(200);
        assertThat(configurations(study)).hasSize(8).doesNotHaveDuplicates();
        study.ask("{'fixed': {'batch': 16}}").is(200).has("/trials/0/configuration/batch", "16");
        study.ask("{'count': 16}").is(200);
        assertThat(new HashSet<>(configurations(study))).hasSize(24);
    }

    @Test
    void queuedAndImportedTrialsAndThoseThatFailedAreNotRepeated() {
        StudyApi study = api.study("'space': [{'name': 'x', 'type': 'int', 'low': 1, 'high': 5}]");
        study.add("{'configuration': {'x': 1}}, {'configuration': {'x': 2}, 'state': 'failed'}")
                .is(201);
        study.post("/trials/0/cancel", "").is(200);
        study.ask("{'count': 3}").is(200);
        assertThat(configurations(study)).hasSize(5).doesNotHaveDuplicates();
        assertThat(study.ask("{'count': 2}").each("/trials", "configuration"))
                .as("all are tried: first those that came to nothing")
                .extracting(configuration -> configuration.path("x").asInt())
                .containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void repeatsComeWhereTheyAreAllowed() {
        StudyApi study = api.study(TREE, strategy("random", ", 'repeats': 'allow'"));
        study.get("").has("/strategy/repeats", "'allow'");
        study.ask("{'count': 24}").is(200);
        assertThat(new HashSet<>(configurations(study))).hasSizeLessThan(24);
    }

    @Test
    void manyWorkersShareASpaceOfOneConfiguration() {
        StudyApi study = api.study("'space': [{'name': 'x', 'type': 'int', 'low': 1, 'high': 1}]");
        Crowd.run(16, worker -> IntStream.range(0, 4).forEach(i -> work(study)));
        assertThat(configurations(study)).hasSize(64);
        new ProgressInvariants(jdbc).check(study.name());
    }

    @Test
    void putComparesThePolicyAndAnOmittedOneMatches() {
        String path = "/studies/" + Api.freshName();
        UnaryOperator<String> definition = ("{" + GRID
                + ", 'objectives': [{'name': 'loss', 'direction': 'minimize'}], 'strategy': {%s}}")::formatted;
        api.put(path, definition.apply("")).is(201).has("/strategy/repeats", "'avoid'");
        api.put(path, definition.apply("")).is(200);
        api.put(path, definition.apply("'repeats': 'avoid'")).is(200);
        api.put(path, definition.apply("'repeats': 'allow'"))
                .isProblem(409, "study-exists")
                .pointsAt("/strategy");
        api.put(path, definition.apply("'repeats': 'never'")).isInvalidAt("/strategy/repeats");
    }

    @Test
    void aStudyThatIsOlderThanThePolicyAllowsRepeats() {
        StudyApi study = api.study(TREE, strategy("random", ""));
        jdbc.sql("UPDATE study_definition SET strategy = strategy - 'repeats', sent = sent #- '{strategy,repeats}'"
                        + " FROM study s WHERE s.study_id = study_definition.study_id AND s.name = ?")
                .param(study.name())
                .update();
        jdbc.sql("VACUUM FULL study_progress").update();
        Answer read = study.get("").has("/strategy/repeats", "'allow'");
        study.ask("{'count': 24}").is(200);
        assertThat(new HashSet<>(configurations(study))).hasSizeLessThan(24);
        api.put(study.path(), "{}").is(200);
        api.put(study.path(), "{'strategy': {'repeats': 'allow'}}").is(200);
        api.put(study.path(), "{'strategy': {'repeats': 'avoid'}}").isProblem(409, "study-exists");
        assertThat(read.at("/strategy/seed").asInt()).isEqualTo(4);
    }
}
