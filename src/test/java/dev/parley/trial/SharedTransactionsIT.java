package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Changes of one study that share a transaction, and what one of them means to the others. */
@IntegrationTest
class SharedTransactionsIT {

    private static final String STUDY = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
         "objectives": [{"name": "loss", "direction": "minimize"}], "strategy": {"type": "random", "seed": 5}}
        """;

    @Autowired
    SharedTransactions shared;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    private ParleyClient client = new ParleyClient(0);

    @BeforeEach
    void connect() {
        client = new ParleyClient(port);
    }

    @Test
    void aChangeThatFailsLeavesTheOthersOfItsTransactionAlone() {
        client.create("shared-faults", STUDY);
        client.ask("shared-faults", "{\"count\": 40}");
        for (int number = 3; number < 40; number += 4) {
            client.tell("shared-faults", number, 2).expect(200);
        }

        List<Integer> answers = Crowd.atOnce(40, worker -> tell("shared-faults", worker));

        for (int worker = 0; worker < 40; worker++) {
            assertThat(answers.get(worker))
                    .as("worker %d", worker)
                    .isEqualTo(
                            switch (worker % 4) {
                                case 1 -> 404;
                                case 2 -> 400;
                                case 3 -> 409;
                                default -> 200;
                            });
        }
        assertThat(client.study("GET", "shared-faults", "")
                        .expect(200)
                        .at("/progress/trials/complete")
                        .intValue())
                .isEqualTo(20);
        new ProgressInvariants(jdbc).check("shared-faults");
    }

    private int tell(String study, int worker) {
        String body = switch (worker % 4) {
            case 2 -> "{\"state\": \"complete\"}";
            default -> "{\"state\": \"complete\", \"values\": {\"loss\": 1}}";
        };
        int number = worker % 4 == 1 ? 1000 + worker : worker;
        return client.study("POST", study + "/trials/" + number + "/tell", body).status();
    }

    @Test
    void changesThatWaitShareTheNextTransaction() {
        assertThat(turns("shared-turns", turn -> {})).hasSize(1);
    }

    @Test
    void everyChangeIsMadeAloneAfterAFailureThatIsNoProblem() {
        AtomicInteger made = new AtomicInteger();
        Set<Turn> turns = turns("shared-failure", turn -> {
            if (made.getAndIncrement() == 3) {
                throw new IllegalStateException("once");
            }
        });

        assertThat(made).hasValue(4 + 10);
        assertThat(turns).hasSize(1 + 10);
    }

    /** Lets ten changes arrive while another is being made; answers the turns in which they were made. */
    private Set<Turn> turns(String study, Consumer<Turn> change) {
        client.create(study, STUDY);
        Set<Turn> turns = ConcurrentHashMap.newKeySet();
        CountDownLatch begun = new CountDownLatch(1);
        Set<Thread> arrived = ConcurrentHashMap.newKeySet();
        Crowd.run(11, worker -> {
            if (worker == 0) {
                write(study, turn -> {
                    begun.countDown();
                    await().until(() -> arrived.size() == 10
                            && arrived.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
                    return turn;
                });
            } else {
                awaitUninterrupted(begun);
                arrived.add(Thread.currentThread());
                write(study, turn -> {
                    change.accept(turn);
                    return turns.add(turn);
                });
            }
        });
        return turns;
    }

    private <T> T write(String study, Function<Turn, T> change) {
        return shared.write(Project.DEFAULT, new StudyName(study), List.of(), change);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStudyThatIsNotThereIsAProblemForEachChange() {
        List<ProblemType> problems = Crowd.atOnce(8, worker -> {
            try {
                return write("shared-nowhere", turn -> ProblemType.INVALID_REQUEST);
            } catch (ProblemException e) {
                return e.type();
            }
        });

        assertThat(problems).containsOnly(ProblemType.STUDY_NOT_FOUND);
    }
}
