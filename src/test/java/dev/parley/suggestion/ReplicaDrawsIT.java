package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.study.StudyTerms;
import dev.parley.suggestion.Recomputation.Stored;
import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.Replica;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Asks of two replicas share a study's draws, each of which is for one trial, and answer the same whoever is asked. */
@IntegrationTest
@Import(Recomputation.class)
class ReplicaDrawsIT {

    private static final int TRIALS = 40;

    /** One of so many trials is computed again. */
    private static final int SAMPLED = 7;

    private static Replica replica;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recomputation recomputation;

    @BeforeAll
    static void start() {
        replica = Replica.start();
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sobol", "tpe", "auto"})
    void noDrawIsForTwoTrialsAndEachSuggestionFollowsFromWhatIsStored(String strategy) {
        StudyApi study = api.study("'strategy': {'type': '%s', 'seed': 5}".formatted(strategy));
        ParleyClient there = replica.client();
        Crowd.run(4, worker -> {
            for (int i = 0; i < TRIALS; i++) {
                JsonNode trial = worker % 2 == 0
                        ? study.ask()
                        : there.ask(study.name(), "{}").path("trials").path(0);
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                study.tell(
                        trial.path("number").asInt(),
                        97 * trial.at("/configuration/x").asDouble() % 1);
            }
        });
        new ProgressInvariants(jdbc).check(study.name());
        StudyTerms terms = recomputation.terms(study.name());
        List<Stored> trials = recomputation.stored(study.name());
        assertThat(trials.stream().filter(trial -> trial.number() % SAMPLED == 0))
                .isNotEmpty()
                .allSatisfy(trial -> assertThat(recomputation.recomputed(trial, trials, terms))
                        .as("trial %d", trial.number())
                        .isEqualTo(recomputation
                                .configuration(trial, terms.space())
                                .orElseThrow()));
    }
}
