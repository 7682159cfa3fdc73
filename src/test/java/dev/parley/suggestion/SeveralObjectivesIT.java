package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.suggestion.Recomputation.Stored;
import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** Studies with several objectives and constraints, from ask to front. */
@IntegrationTest
@Import(Recomputation.class)
class SeveralObjectivesIT {

    private static final String SPACE = "'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}, {'name': 'y',"
            + " 'type': 'float', 'low': 0, 'high': 1}, {'name': 'z', 'type': 'float', 'low': 0, 'high': 1}]";
    private static final String OBJECTIVES =
            "'objectives': [{'name': 'error', 'direction': 'minimize'}, {'name': 'speed', 'direction': 'maximize'}]";

    /** A tell's values: the front is y = z = 0.3 with any x, of which less than 0.2 violates a constraint. */
    private record Told(int number, double error, double speed, double memory) {

        static Told of(JsonNode trial) {
            double x = trial.at("/configuration/x").doubleValue();
            double off = Math.abs(trial.at("/configuration/y").doubleValue() - 0.3)
                    + Math.abs(trial.at("/configuration/z").doubleValue() - 0.3);
            return new Told(trial.path("number").asInt(), 1 - x + off, -x * x - off, 0.2 - x);
        }

        String body() {
            return "{'state': 'complete', 'values': {'error': %s, 'speed': %s}, 'constraints': {'memory': %s}}"
                    .formatted(error, speed, memory);
        }

        boolean isFeasible() {
            return memory <= 0;
        }

        boolean dominates(Told other) {
            return error <= other.error && speed >= other.speed && (error < other.error || speed > other.speed);
        }
    }

    @Autowired
    Api api;

    @Autowired
    Recomputation recomputation;

    private StudyApi study(String strategy) {
        return api.study(SPACE, OBJECTIVES, "'strategy': " + strategy);
    }

    private static List<Told> work(StudyApi study, int trials) {
        List<Told> all = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Told told = Told.of(study.ask());
            study.tell(told.number, told.body()).is(200);
            all.add(told);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tpe", "auto", "llm-tpe"})
    void theEngineFindsTheFront(String strategy) {
        StudyApi study = study("{'type': '%s', 'seed': 5}".formatted(strategy));
        List<Told> told = work(study, 60);
        assertThat(study.trial(59).at("/origin").asString()).isEqualTo("tpe");
        assertThat(meanDistance(told.subList(40, 60))).isLessThan(meanDistance(told.subList(0, 10)) / 2);
        assertThat(told.subList(40, 60).stream().filter(Told::isFeasible)).hasSizeGreaterThan(14);
    }

    /** How far trials lie from where the front is, on average. */
    private static double meanDistance(List<Told> told) {
        return told.stream()
                .mapToDouble(one -> one.error - (1 - (0.2 - one.memory)))
                .average()
                .orElseThrow();
    }

    @Test
    void bestAnswersTheFeasibleTrialsThatNoOtherDominates() {
        StudyApi study = study("{'type': 'tpe', 'seed': 6}");
        List<Told> feasible = work(study, 40).stream().filter(Told::isFeasible).toList();
        List<Integer> expected = feasible.stream()
                .filter(one -> feasible.stream().noneMatch(other -> other.dominates(one)))
                .map(Told::number)
                .toList();
        List<Integer> front = study.get("/best")
                .is(200)
                .at("/front")
                .valueStream()
                .map(trial -> trial.path("number").asInt())
                .toList();
        assertThat(front).isEqualTo(expected).hasSizeGreaterThan(1);
    }

    @Test
    void everySuggestionOfManyWorkersCanBeComputedAgain() {
        StudyApi study = study("{'type': 'tpe', 'seed': 7}");
        Crowd.run(6, worker -> work(study, 8));
        List<Stored> trials = recomputation.stored(study.name());
        assertThat(trials)
                .hasSize(48)
                .allSatisfy(trial -> assertThat(
                                recomputation.recomputed(trial, trials, recomputation.terms(study.name())))
                        .isEqualTo(recomputation
                                .configuration(
                                        trial, recomputation.terms(study.name()).space())
                                .orElseThrow()));
    }

    @Test
    void whatNeedsASingleObjectiveSaysSo() {
        String two = "{" + SPACE + ", " + OBJECTIVES + ", 'strategy': %s}";
        assertThat(api.post("/studies", two.formatted("{'type': 'gp'}"))
                        .isInvalidAt("/strategy/type")
                        .at("/errors/0/detail")
                        .asString())
                .isEqualTo("must be another, such as tpe or llm-tpe: gp takes a single objective, and there are 2");
        api.post("/studies", two.formatted("{'type': 'llm-tpe', 'rerank': {}}")).isInvalidAt("/strategy/rerank");
        for (String type : List.of("random", "sobol", "tpe", "auto", "llm-tpe")) {
            api.post("/studies", two.formatted("{'type': '%s'}".formatted(type)))
                    .is(201);
        }
    }
}
