package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.study.StudyTerms;
import dev.parley.suggestion.Recomputation.Stored;
import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@IntegrationTest
@Import(Recomputation.class)
class TransferReproducibleIT {

    private static final String SPACE =
            "'space': [{'name': 'u', 'type': 'float', 'low': 0, 'high': 1}, {'name': 'v', 'type': 'float', 'low': 0,"
                    + " 'high': 1}]";

    @Autowired
    Api api;

    @Autowired
    Recomputation recomputation;

    private static double loss(double u, double v) {
        return (u - 0.7) * (u - 0.7) + (v - 0.2) * (v - 0.2);
    }

    private static void tell(StudyApi study, JsonNode trial) {
        JsonNode at = trial.path("configuration");
        study.tell(
                trial.path("number").asInt(),
                loss(at.path("u").doubleValue(), at.path("v").doubleValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tpe", "auto"})
    void computesWhatSimilarStudiesGuidedAgainAfterTheyAreGone(String engine) {
        StudyApi old = api.study(SPACE);
        Random random = new Random(2);
        old.add(IntStream.range(0, 30)
                        .mapToObj(i -> {
                            double u = random.nextDouble();
                            double v = random.nextDouble();
                            return "{'configuration': {'u': %s, 'v': %s}, 'state': 'complete', 'values': {'loss': %s}}"
                                    .formatted(u, v, loss(u, v));
                        })
                        .collect(Collectors.joining(", ")))
                .is(201);
        StudyApi study = api.study(
                SPACE,
                "'strategy': {'type': '%s', 'seed': 5}".formatted(engine),
                "'transfer': {'from': ['%s']}".formatted(old.name()));
        api.delete(old.path()).is(204);
        Crowd.run(4, worker -> {
            for (int i = 0; i < 4; i++) {
                study.ask("{'count': 2}").is(200).at("/trials").forEach(trial -> tell(study, trial));
            }
        });

        List<Stored> trials = recomputation.stored(study.name());
        StudyTerms terms = recomputation.terms(study.name());
        assertThat(trials).hasSize(32).anyMatch(trial -> trial.origin().equals("transfer"));
        assertThat(trials)
                .allSatisfy(trial -> assertThat(recomputation.recomputed(trial, trials, terms))
                        .as("trial %d", trial.number())
                        .isEqualTo(recomputation
                                .configuration(trial, terms.space())
                                .orElseThrow()));
    }
}
