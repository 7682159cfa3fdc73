package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Fifty workers at once against each limit. */
@IntegrationTest
class LimitsCrowdIT {

    private static final int WORKERS = 50;

    private static final String STUDY = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
         "objectives": [{"name": "loss", "direction": "minimize"}],
         "strategy": {"type": "random", "seed": 3}, "limits": %s}
        """;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    /** What the workers saw. */
    private record Seen(List<Integer> numbers, int mostAtOnce) {}

    @Test
    void givesExactlyAsManyNumbersAsTheLimitOnTrials() {
        Seen seen = work("crowd-trials", "{\"trials\": 137}", number -> number);

        assertThat(seen.numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 137).boxed().toList());
    }

    @Test
    void neverRunsMoreTrialsAtOnceThanTheLimitOnParallelOnes() {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger mostSampled = new AtomicInteger();
        Thread sampler = Thread.startVirtualThread(() -> {
            while (!over.get()) {
                mostSampled.accumulateAndGet(running("crowd-parallel"), Math::max);
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        });
        Seen seen = work("crowd-parallel", "{\"trials\": 120, \"parallel\": 7}", number -> number);
        over.set(true);

        assertThat(sampler)
                .satisfies(thread ->
                        assertThat(thread.join(Duration.ofSeconds(10))).isTrue());
        assertThat(seen.numbers).hasSize(120);
        assertThat(seen.mostAtOnce).isLessThanOrEqualTo(7);
        assertThat(mostSampled.get()).isBetween(1, 7);
        assertThat(mostAtOnceByRevision("crowd-parallel")).isEqualTo(7);
    }

    @Test
    void givesNoNumberAfterTheLimitOnSeconds() {
        Seen seen = work("crowd-seconds", "{\"seconds\": 1}", number -> number);

        assertThat(seen.numbers).isNotEmpty();
        assertThat(count("""
            SELECT count(*) FROM trial JOIN study_progress USING (study_id) JOIN study USING (study_id)
            WHERE name = 'crowd-seconds' AND trial.created_at >= first_ask_at + make_interval(secs => 1)
            """)).isZero();
    }

    @Test
    void givesNoNumberAfterTheTellThatMetTheTarget() {
        work("crowd-target", "{\"target\": 0.5, \"trials\": 5000}", number -> number == 60 ? 0.5 : 1 + number);

        assertThat(count("""
            SELECT count(*) FROM trial t JOIN study USING (study_id) WHERE name = 'crowd-target'
              AND created_revision > (SELECT finished_revision FROM trial WHERE study_id = t.study_id AND number = 60)
            """)).isZero();
        assertThat(count("SELECT best_number FROM study_progress JOIN study USING (study_id)"
                        + " WHERE name = 'crowd-target'"))
                .isEqualTo(60);
    }

    @Test
    void givesNoNumberAfterTheTellThatExhaustedThePatience() {
        work("crowd-patience", "{\"patience\": 40, \"trials\": 5000}", number -> number < 30 ? -number : number);

        assertThat(count("""
            WITH told AS (
              SELECT finished_revision, min(loss) OVER (ORDER BY finished_revision) AS best
              FROM trial JOIN study USING (study_id) WHERE name = 'crowd-patience'),
            worn AS (
              SELECT finished_revision,
                row_number() OVER (PARTITION BY best ORDER BY finished_revision) - 1 AS since FROM told)
            SELECT count(*) FROM trial JOIN study USING (study_id)
            WHERE name = 'crowd-patience'
              AND (SELECT since FROM worn WHERE worn.finished_revision < created_revision
                   ORDER BY finished_revision DESC LIMIT 1) >= 40
            """)).isZero();
    }

    /** Lets fifty workers ask and tell until the study says that it is completed, then checks all that always holds. */
    private Seen work(String study, String limits, IntToDoubleFunction loss) {
        ParleyClient client = new ParleyClient(port);
        client.create(study, STUDY.formatted(limits));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<List<Integer>> numbers = Crowd.atOnce(WORKERS, worker -> {
            List<Integer> mine = new ArrayList<>();
            while (true) {
                JsonNode answer = client.ask(study, "{\"worker\": \"w" + worker + "\"}");
                if (answer.at("/study/state").asString().equals("completed")
                        && answer.path("trials").isEmpty()) {
                    assertThat(answer.at("/study/reason").asString()).isEqualTo("completed");
                    assertThat(running(study)).as("running when completed").isZero();
                    return mine;
                }
                for (JsonNode trial : answer.path("trials")) {
                    int number = trial.path("number").asInt();
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    mine.add(number);
                    LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
                    running.decrementAndGet();
                    client.tell(study, number, loss.applyAsDouble(number)).expect(200);
                }
                if (answer.path("trials").isEmpty()) {
                    assertThat(answer.at("/study/retryAfterSeconds").asInt()).isPositive();
                    LockSupport.parkNanos(Duration.ofMillis(60).toNanos());
                }
            }
        });
        new ProgressInvariants(jdbc).check(study);
        assertThat(count("SELECT count(*) FROM study_progress JOIN study USING (study_id) WHERE state = 'completed'"
                        + " AND queued = 0 AND running = 0 AND name = '" + study + "'"))
                .isEqualTo(1);
        List<Integer> all = numbers.stream().flatMap(List::stream).sorted().toList();
        assertThat(all)
                .containsExactlyElementsOf(
                        IntStream.range(0, all.size()).boxed().toList());
        return new Seen(all, most.get());
    }

    /** How many trials ran at once at most, as the revisions at which they began and ended tell. */
    private int mostAtOnceByRevision(String study) {
        return count("""
            WITH moves AS (
              SELECT created_revision AS revision, 1 AS step FROM trial JOIN study USING (study_id) WHERE name = '%1$s'
              UNION ALL
              SELECT finished_revision, -1 FROM trial JOIN study USING (study_id) WHERE name = '%1$s')
            SELECT max(running) FROM (SELECT sum(step) OVER (ORDER BY revision) AS running FROM moves) AS m
            """.formatted(study));
    }

    private int running(String study) {
        return count("SELECT count(*) FROM trial JOIN study USING (study_id) WHERE state = 'running' AND name = '"
                + study + "'");
    }

    private int count(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }
}
