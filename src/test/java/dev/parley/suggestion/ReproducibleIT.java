package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Surrogate;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyTerms;
import dev.parley.study.Transactions;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import dev.parley.trial.ConfigurationFormat;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Equal studies are equal, and every suggestion can be computed again from what is stored. */
@IntegrationTest
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
    Transactions transactions;

    @Autowired
    Studies studies;

    @Autowired
    ConfigurationFormat format;

    @Autowired
    Suggesting suggesting;

    @Autowired
    Surrogate surrogate;

    @Autowired
    StrategyConfiguration.Engines engines;

    @Autowired
    JsonMapper json;

    @LocalServerPort
    int port;

    private ParleyClient client = new ParleyClient(0);

    @BeforeEach
    void connect() {
        client = new ParleyClient(port);
    }

    /** A trial as it is stored. */
    private record Stored(
            int number,
            String state,
            String origin,
            String configuration,
            double[] values,
            double violation,
            @Nullable Long draw,
            @Nullable Long batchDraw,
            @Nullable Long historyRevision,
            @Nullable Long fitRevision,
            @Nullable String fixed,
            long createdRevision,
            @Nullable Long finishedRevision) {

        static Stored of(ResultSet row, int n) throws SQLException {
            Array values = row.getArray("values");
            Double[] boxed = values == null ? new Double[0] : (Double[]) values.getArray();
            return new Stored(
                    row.getInt("number"),
                    row.getString("state"),
                    row.getString("origin"),
                    row.getString("configuration"),
                    Stream.of(boxed).mapToDouble(Double::doubleValue).toArray(),
                    row.getDouble("violation"),
                    row.getObject("draw", Long.class),
                    row.getObject("batch_draw", Long.class),
                    row.getObject("history_revision", Long.class),
                    row.getObject("fit_revision", Long.class),
                    row.getString("fixed"),
                    row.getLong("created_revision"),
                    row.getObject("finished_revision", Long.class));
        }

        /** What was known of it at a revision at which it existed. */
        Observation at(long revision, Configuration configuration) {
            if (finishedRevision == null || finishedRevision > revision) {
                return new Observation(number, configuration, Standing.PENDING, new double[0], 0);
            }
            Standing standing = switch (state) {
                case "complete" -> Standing.COMPLETE;
                case "pruned" -> Standing.PRUNED;
                case "infeasible" -> Standing.INFEASIBLE;
                default -> Standing.IGNORED;
            };
            return new Observation(
                    number, configuration, standing, values, violation, Double.NaN, new double[0], finishedRevision);
        }

        /** What is known of it where the space does not have its configuration. */
        Observation outside(SearchSpace space) {
            return new Observation(number, Configuration.none(space), Standing.IGNORED, new double[0], 0);
        }
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

        List<Stored> trials = stored(study);
        assertThat(trials).hasSize(73);
        StudyTerms terms = terms(study);
        assertThat(trials.stream().filter(trial -> trial.draw != null))
                .hasSize(71)
                .allSatisfy(trial -> assertThat(recomputed(trial, trials, terms))
                        .as("trial %d", trial.number)
                        .isEqualTo(
                                format.read(terms.space(), trial.configuration).orElseThrow()));
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

        StudyTerms terms = terms(study);
        List<Stored> trials = stored(study);
        assertThat(trials.subList(0, 40)).extracting(Stored::configuration).doesNotHaveDuplicates();
        assertThat(trials)
                .hasSize(64)
                .allSatisfy(trial -> assertThat(recomputed(trial, trials, terms))
                        .as("trial %d", trial.number)
                        .isEqualTo(configuration(trial, terms.space()).orElseThrow()));
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

        List<Stored> trials = stored(study);
        StudyTerms terms = terms(study);
        assertThat(trials.stream().filter(trial -> trial.origin.equals("retest")))
                .hasSizeBetween(4, 8)
                .allSatisfy(trial -> assertThat(recomputed(trial, trials, terms))
                        .as("trial %d", trial.number)
                        .isEqualTo(
                                format.read(terms.space(), trial.configuration).orElseThrow()));
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
        StudyTerms before = terms(study);
        String narrowed = json.readTree(STUDY).path("space").toString().replace("1.0E-5", "0.001");
        client.study("PATCH", study, "{\"space\": " + narrowed + "}", "If-Match", "\"1\"")
                .expect(200);
        Crowd.run(4, worker -> client.ask(study, "{\"count\": 2}"));
        client.ask(study, "{\"count\": 4}");

        long lastBefore = jdbc.sql("SELECT last_revision FROM former_space JOIN study USING (study_id) WHERE name = ?")
                .param(study)
                .query(Long.class)
                .single();
        StudyTerms after = terms(study);
        assertThat(after.space()).isNotEqualTo(before.space());
        List<Stored> trials = stored(study);
        assertThat(trials)
                .hasSize(52)
                .anyMatch(trial -> configuration(trial, after.space()).isEmpty())
                .allSatisfy(trial -> {
                    StudyTerms terms = trial.createdRevision <= lastBefore ? before : after;
                    assertThat(recomputed(trial, trials, terms))
                            .as("trial %d", trial.number)
                            .isEqualTo(configuration(trial, terms.space()).orElseThrow());
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

    private List<Stored> stored(String study) {
        return jdbc.sql("SELECT number, state, origin, configuration::text, values, violation, draw, batch_draw,"
                        + " history_revision, fit_revision, fixed::text, created_revision, finished_revision"
                        + " FROM trial JOIN study USING (study_id) WHERE name = ? ORDER BY number")
                .param(study)
                .query(Stored::of)
                .list();
    }

    private StudyTerms terms(String study) {
        return transactions
                .read(() -> studies.find(Project.DEFAULT, new StudyName(study)))
                .terms();
    }

    private Optional<Configuration> configuration(Stored trial, SearchSpace space) {
        return format.read(space, trial.configuration);
    }

    private Configuration recomputed(Stored trial, List<Stored> trials, StudyTerms terms) {
        History history = history(trials, terms, Objects.requireNonNull(trial.historyRevision));
        Fit fit = trial.fitRevision == null
                ? null
                : engines.of(terms).fit(terms.space(), terms.objectives(), history(trials, terms, trial.fitRevision));
        long batchDraw = Objects.requireNonNull(trial.batchDraw);
        boolean defaultsDue = trials.stream()
                .anyMatch(other -> other.origin.equals("default") && Objects.equals(other.draw, batchDraw));
        int count = (int) (Objects.requireNonNull(trial.draw) - batchDraw) + 1;
        int retests = (int) trials.stream()
                .filter(other -> other.origin.equals("retest")
                        && Objects.equals(other.batchDraw, batchDraw)
                        && Objects.requireNonNull(other.draw) < batchDraw + count)
                .count();
        Suggesting.Prepared prepared = new Suggesting.Prepared(
                fit, retests == 0 ? null : SurrogateFits.fit(surrogate, terms, history), retests, List.of());
        List<Suggestion> suggestions =
                suggesting.suggest(terms, history, prepared, defaultsDue, fixed(trial, terms), batchDraw, count);
        return suggestions.getLast().configuration();
    }

    /** What was known at a revision. */
    private History history(List<Stored> trials, StudyTerms terms, long revision) {
        return History.empty(terms.space(), 1)
                .with(trials.stream()
                        .filter(trial -> trial.createdRevision <= revision)
                        .map(trial -> configuration(trial, terms.space())
                                .map(configuration -> trial.at(revision, configuration))
                                .orElseGet(() -> trial.outside(terms.space())))
                        .toList());
    }

    private Configuration fixed(Stored trial, StudyTerms terms) {
        return trial.fixed == null
                ? Configuration.none(terms.space())
                : terms.space().fixed(json.readValue(trial.fixed, new TypeReference<Map<String, Object>>() {}));
    }
}
