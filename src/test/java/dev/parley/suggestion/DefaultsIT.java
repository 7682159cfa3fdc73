package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The defaults that a space declares are tried first, and once. */
@IntegrationTest
class DefaultsIT {

    private static final String SPACE = """
        'space': [{'name': 'rate', 'type': 'float', 'low': 0, 'high': 1%s},
                  {'name': 'solver', 'type': 'categorical', 'choices': ['adam', 'sgd', 'none']%s},
                  {'name': 'momentum', 'type': 'float', 'low': 0, 'high': 0.8, 'step': 0.1,
                   'when': {'parameter': 'solver', 'in': ['sgd']}}]
        """;

    private static final String WITH_DEFAULTS = SPACE.formatted(", 'default': 0.25", ", 'default': 'sgd'");
    private static final String WITHOUT = SPACE.formatted("", "");
    private static final String DEFAULTS = "{'rate': 0.25, 'solver': 'sgd', 'momentum': 0.4}";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private static List<String> origins(StudyApi study) {
        return study.get("/trials?pageSize=1000").each("/trials", "origin").stream()
                .map(JsonNode::asString)
                .toList();
    }

    private static void isDefault(JsonNode trial) {
        assertThat(trial.path("origin").asString()).isEqualTo("default");
        assertThat(trial.path("configuration").toString())
                .isEqualTo(Api.json(DEFAULTS).replace(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "sobol", "tpe"})
    void trialZeroTriesThemAndTheOthersAreDrawnAsEver(String type) {
        String strategy = "'strategy': {'type': '%s', 'seed': 5}".formatted(type);
        StudyApi with = api.study(WITH_DEFAULTS, strategy);
        StudyApi without = api.study(WITHOUT, strategy);
        isDefault(with.ask());
        without.ask();
        for (int number = 1; number < 6; number++) {
            JsonNode trial = with.ask();
            assertThat(trial.path("draw").asInt()).isEqualTo(number);
            assertThat(trial.path("origin").asString()).isNotEqualTo("default");
            assertThat(trial.path("configuration")).isEqualTo(without.ask().path("configuration"));
        }
    }

    @Test
    void theyLeadABatch() {
        StudyApi study = api.study(WITH_DEFAULTS);
        Answer batch = study.ask("{'count': 4}").is(200);
        isDefault(batch.at("/trials/0"));
        assertThat(origins(study)).containsExactly("default", "random", "random", "random");
    }

    @Test
    void ofManyAsksAtOnceOneGetsThem() {
        StudyApi study = api.study(WITH_DEFAULTS);
        Crowd.run(16, worker -> study.ask("{'count': 2}").is(200));
        assertThat(origins(study)).hasSize(32).containsOnlyOnce("default");
    }

    @Test
    void anAskThatFixesOtherValuesLeavesThemToTheNext() {
        StudyApi study = api.study(WITH_DEFAULTS);
        study.ask("{'fixed': {'solver': 'adam'}}").is(200).has("/trials/0/origin", "'random'");
        study.ask("{'fixed': {'momentum': 0.1}}").is(200).has("/trials/0/origin", "'random'");
        isDefault(
                study.ask("{'fixed': {'solver': 'sgd', 'rate': 0.25}}").is(200).at("/trials/0"));
        assertThat(study.ask().path("origin").asString()).isEqualTo("random");
    }

    @Test
    void theQueueGoesFirst() {
        StudyApi study = api.study(WITH_DEFAULTS);
        study.add("{'configuration': {'rate': 0.5, 'solver': 'none'}}").is(201);
        assertThat(study.ask().path("origin").asString()).isEqualTo("queued");
        isDefault(study.ask());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'queued'", "'failed'", "'complete', 'values': {'loss': 1}"})
    void aClientThatAddsThemHasThemTried(String state) {
        StudyApi study = api.study(WITH_DEFAULTS);
        study.add("{'configuration': {'momentum': 0.4}, 'state': " + state + "}")
                .is(201);
        study.ask("{'count': 3}").is(200);
        assertThat(origins(study)).doesNotContain("default");
        assertThat(study.get("/trials").at("/trials/0/configuration").toString())
                .isEqualTo(Api.json(DEFAULTS).replace(" ", ""));
    }

    @Test
    void theyAreTriedAfterAnImportOfOtherTrials() {
        StudyApi study = api.study(WITH_DEFAULTS, "'strategy': {'type': 'tpe', 'seed': 5}");
        String imported = "{'configuration': {'rate': 0.%1$02d, 'solver': 'adam'}, 'state': 'complete',"
                + " 'values': {'loss': %1$d}}";
        study.add(IntStream.range(0, 30).mapToObj(imported::formatted).collect(Collectors.joining(",")))
                .is(201);
        isDefault(study.ask());
        assertThat(study.ask().path("origin").asString()).isEqualTo("tpe");
    }

    @Test
    void theyAreNotTriedAgainWhateverBecameOfTheirTrial() {
        StudyApi study = api.study(WITH_DEFAULTS);
        int number = study.ask().path("number").asInt();
        study.post("/trials/" + number + "/cancel", "").is(200);
        assertThat(study.ask().path("origin").asString()).isEqualTo("random");
    }

    @Test
    void aStudyThatIsOlderThanTheyGoesOnAsItWas() {
        StudyApi study = api.study(WITH_DEFAULTS);
        jdbc.sql("UPDATE study_progress SET defaults_due = false FROM study s"
                        + " WHERE s.study_id = study_progress.study_id AND s.name = ?")
                .param(study.name())
                .update();
        assertThat(study.ask().path("origin").asString()).isEqualTo("random");
    }
}
