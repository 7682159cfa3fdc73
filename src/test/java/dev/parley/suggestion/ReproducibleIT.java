package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.study.StudyTerms;
import dev.parley.suggestion.Recomputation.Stored;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Equal studies are equal, and every suggestion can be computed again from what is stored. */
@IntegrationTest
@Import(Recomputation.class)
class ReproducibleIT {

    private static final String STUDY = """
        {"space": [{"name": "rate", "type": "float", "low": 1e-5, "high": 1, "scale": "log", "default": 0.01},
                   {"name": "drop", "type": "float", "low": 0, "high": 0.9, "step": 0.1},
                   {"name": "batch", "type": "ordinal", "values": [16, 32, 64]},
                   {"name": "solver", "type": "categorical", "choices": ["adam", "sgd", "none"]},
                   {"name": "momentum", "type": "float", "low": 0, "high": 0.99,
                    "when": {"parameter": "solver", "in": ["sgd"]}},
                   {"name": "depth", "type": "int", "low": 1, "high": 40,
                    "when": {"parameter": "solver", "in": ["adam", "sgd"]}}],
         "objectives": [{"name": "loss", "direction": "minimize"}],
         "strategy": {"type": "%s", "seed": 2026}, "limits": {"trials": 72}}
        """;

    private static final Map<Integer, String> ENDS = Map.of(
            3, "{\"state\": \"failed\"}",
            5, "{\"state\": \"infeasible\"}",
            7, "{\"state\": \"pruned\", \"values\": {\"loss\": 0.7}}",
            11, "{\"state\": \"complete\", \"values\": {\"loss\": 0.2}, \"constraints\": {\"memory\": 1.5}}");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recomputation recomputation;

    @Autowired
    JsonMapper json;

    @LocalServerPort
    int port;

    private ParleyClient client = new ParleyClient(0);

    @BeforeEach
    void connect() {
        client = new ParleyClient(port);
    }

    @ParameterizedTest
    @EnumSource
    void givesOneWorkerTheSameStudyAgain(Engine engine) {
        List<String> first = alone("same-" + engine + "-1", engine, false);
        List<String> second = alone("same-" + engine + "-2", engine, true);

        assertThat(second).containsExactlyElementsOf(first);
        assertThat(first).hasSize(40);
        assertThat(first.stream().distinct()).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @EnumSource
    void computesEverySuggestionOfManyWorkersAgain(Engine engine) {
        String study = "recomputed-" + engine;
        client.create(study, STUDY.formatted(engine));
        String imported = "{\"configuration\": {\"rate\": 0.01, \"drop\": 0.1, \"batch\": 32, \"solver\": \"none\"}";
        client.study(
                "POST",
                study + "/trials",
                "{\"trials\": [%1$s}, %1$s, \"state\": \"complete\", \"values\": {\"loss\": 0.4}}]}"
                        .formatted(imported));
        Crowd.run(8, worker -> {
            for (JsonNode trials = ask(study, worker); !trials.isEmpty(); trials = ask(study, worker)) {
                trials.forEach(trial -> end(study, trial));
            }
        });

        List<Stored> trials = recomputation.stored(study);
        assertThat(trials).hasSize(73);
        StudyTerms terms = recomputation.terms(study);
        assertThat(trials.stream().filter(trial -> trial.draw() != null))
                .hasSize(71)
                .allSatisfy(trial -> assertThat(recomputation.recomputed(trial, trials, terms))
                        .as("trial %d", trial.number())
                        .isEqualTo(recomputation
                                .configuration(trial, terms.space())
                                .orElseThrow()));
        new ProgressInvariants(jdbc).check(study);
    }

    @ParameterizedTest
    @EnumSource
    void computesSuggestionsThatRepeatNothingAgain(Engine engine) {
        String study = "recomputed-distinct-" + engine;
        String discrete =
                json.readTree(STUDY.formatted(engine)).toString().replaceFirst("\"space\":.*\"objectives\"", """
                    "space": [{"name": "batch", "type": "ordinal", "values": [16, 32, 64, 128]},
                              {"name": "solver", "type": "categorical", "choices": ["adam", "sgd", "none"]},
                              {"name": "depth", "type": "int", "low": 1, "high": 8,
                               "when": {"parameter": "solver", "in": ["sgd"]}}],
                    "objectives\"\
                    """);
        client.create(study, discrete);
        Crowd.run(8, worker -> {
            for (int i = 0; i < 4; i++) {
                client.ask(study, "{\"count\": 2}").path("trials").forEach(trial -> end(study, trial));
            }
        });

        StudyTerms terms = recomputation.terms(study);
        List<Stored> trials = recomputation.stored(study);
        assertThat(trials.subList(0, 40)).extracting(Stored::configuration).doesNotHaveDuplicates();
        assertThat(trials)
                .hasSize(64)
                .allSatisfy(trial -> assertThat(recomputation.recomputed(trial, trials, terms))
                        .as("trial %d", trial.number())
                        .isEqualTo(recomputation
                                .configuration(trial, terms.space())
                                .orElseThrow()));
    }

    @ParameterizedTest
    @EnumSource(names = {"tpe", "auto"})
    void computesWhatIsTriedAgainAgain(Engine engine) {
        String study = "recomputed-retests-" + engine;
        String definition = STUDY.formatted(engine);
        client.create(study, definition.replace("\"seed\"", "\"retests\": \"last-tenth\", \"seed\""));
        Crowd.run(4, worker -> {
            for (JsonNode trials = ask(study, worker); !trials.isEmpty(); trials = ask(study, worker)) {
                trials.forEach(trial -> end(study, trial));
            }
        });

        List<Stored> trials = recomputation.stored(study);
        StudyTerms terms = recomputation.terms(study);
        assertThat(trials.stream().filter(trial -> trial.origin().equals("retest")))
                .hasSizeBetween(4, 8)
                .allSatisfy(trial -> assertThat(recomputation.recomputed(trial, trials, terms))
                        .as("trial %d", trial.number())
                        .isEqualTo(recomputation
                                .configuration(trial, terms.space())
                                .orElseThrow()));
        new ProgressInvariants(jdbc).check(study);
    }

    @ParameterizedTest
    @EnumSource(names = {"tpe", "gp"})
    void computesSuggestionsFromBeforeAndAfterAChangeOfTheSpaceAgain(Engine engine) {
        String study = "recomputed-changed-" + engine;
        client.create(study, STUDY.formatted(engine));
        Crowd.run(4, worker -> {
            for (int i = 0; i < 10; i++) {
                client.ask(study, "{}").path("trials").forEach(trial -> end(study, trial));
            }
        });
        StudyTerms before = recomputation.terms(study);
        String narrowed = json.readTree(STUDY).path("space").toString().replace("1.0E-5", "0.001");
        client.study("PATCH", study, "{\"space\": " + narrowed + "}", "If-Match", "\"1\"")
                .expect(200);
        Crowd.run(4, worker -> client.ask(study, "{\"count\": 2}"));
        client.ask(study, "{\"count\": 4}");

        long lastBefore = jdbc.sql("SELECT last_revision FROM former_space JOIN study USING (study_id) WHERE name = ?")
                .param(study)
                .query(Long.class)
                .single();
        StudyTerms after = recomputation.terms(study);
        assertThat(after.space()).isNotEqualTo(before.space());
        List<Stored> trials = recomputation.stored(study);
        assertThat(trials)
                .hasSize(52)
                .anyMatch(trial ->
                        recomputation.configuration(trial, after.space()).isEmpty())
                .allSatisfy(trial -> {
                    StudyTerms terms = trial.createdRevision() <= lastBefore ? before : after;
                    assertThat(recomputation.recomputed(trial, trials, terms))
                            .as("trial %d", trial.number())
                            .isEqualTo(recomputation
                                    .configuration(trial, terms.space())
                                    .orElseThrow());
                });
    }

    /** The engines by their names in a definition. */
    enum Engine {
        random,
        sobol,
        tpe,
        gp,
        auto
    }

    private JsonNode ask(String study, int worker) {
        String fixed = worker == 1 ? ", \"fixed\": {\"solver\": \"sgd\", \"drop\": 0.3}" : "";
        return client.ask(study, "{\"count\": " + (worker == 0 ? 3 : 1) + fixed + "}")
                .path("trials");
    }

    /** Runs forty trials one after the other; the cache of histories may be emptied on the way. */
    private List<String> alone(String study, Engine engine, boolean emptied) {
        client.create(study, STUDY.formatted(engine));
        List<String> configurations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            if (emptied && i == 25) {
                jdbc.sql("VACUUM FULL study_progress").update();
            }
            JsonNode trial = client.askOne(study);
            configurations.add(trial.path("configuration").toString());
            end(study, trial);
        }
        new ProgressInvariants(jdbc).check(study);
        return configurations;
    }

    private void end(String study, JsonNode trial) {
        int number = trial.path("number").asInt();
        double loss = Math.abs(Math.log10(trial.at("/configuration/rate").asDouble(1)) + 2)
                + trial.at("/configuration/drop").asDouble()
                + trial.at("/configuration/depth").asDouble(20) / 40;
        client.tell(
                        study,
                        number,
                        ENDS.getOrDefault(number, "{\"state\": \"complete\", \"values\": {\"loss\": " + loss + "}}"))
                .expect(200);
    }
}
