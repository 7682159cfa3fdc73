package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.study.TrialState;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Turns made from what the process knows: written where that is in force, refused where it is not. */
@IntegrationTest
class KnownTurnsIT {

    private static final String STUDY = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
         "objectives": [{"name": "loss", "direction": "minimize"}], "strategy": {"type": "random", "seed": 5}}
        """;

    @Autowired
    KnownTurns turns;

    @Autowired
    KnownStudies studies;

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
    void aTrialThatThisProcessHandedOutIsCancelledUnread() {
        int number = asked("known-trial");

        Optional<Turn> turn = cancel("known-trial", number);

        assertThat(turn).isPresent();
        assertThat(turn.get().view().now()).isAfterOrEqualTo(turn.get().seen().now());
        assertThat(client.study("GET", "known-trial/trials/" + number, "")
                        .expect(200)
                        .path("state")
                        .asString())
                .isEqualTo("cancelled");
        new ProgressInvariants(jdbc).check("known-trial");
    }

    @Test
    void aTrialIsKnownOnceUntilItsTurnIsWritten() {
        int number = asked("known-once");
        assertThat(turns.make(Project.DEFAULT, new StudyName("known-once"), List.of(number), turn -> {}))
                .isEmpty();
        assertThat(cancel("known-once", number)).isEmpty();
    }

    @Test
    void aTrialOfAnotherNumberIsNotKnown() {
        int number = asked("known-number");
        assertThat(cancel("known-number", number + 1)).isEmpty();
    }

    @Test
    void aTrialThatWasReleasedBehindTheHistoryIsNotKnown() {
        int number = asked("known-released");
        client.study(
                        "POST",
                        "known-released/trials/" + number + "/release",
                        "{\"lease\": \"%s\"}".formatted(lease("known-released", number)))
                .expect(200);
        client.askOne("known-released");
        client.askOne("known-released");
        client.study("POST", "known-released/trials/" + number + "/cancel", "").expect(200);
        client.askOne("known-released");

        assertThat(cancel("known-released", number)).isEmpty();
    }

    @Test
    void aStudyThatWasPausedWithoutARevisionIsRefused() {
        int number = asked("known-paused");
        client.study("POST", "known-paused/pause", "").expect(200);
        assertThat(cancel("known-paused", number)).isEmpty();
    }

    @Test
    void aTimeThatIsNotTheDatabasesIsRefused() {
        int number = asked("known-time");
        StudyName name = new StudyName("known-time");
        Instant now = studies.find(Project.DEFAULT, name).orElseThrow().now();
        studies.seen(
                Project.DEFAULT,
                name,
                studies.find(Project.DEFAULT, name).orElseThrow().copyAt(now.minusSeconds(5)));
        assertThat(cancel("known-time", number)).isEmpty();
    }

    @Test
    void aStudyOfTheSameNameIsAnother() {
        int number = asked("known-name");
        client.study("DELETE", "known-name", "").expect(204);
        client.create("known-name", STUDY);
        assertThat(cancel("known-name", number)).isEmpty();
    }

    private int asked(String study) {
        client.create(study, STUDY);
        return client.askOne(study).path("number").asInt();
    }

    private String lease(String study, int number) {
        return jdbc.sql("SELECT study_id, number, handout, lease_nonce FROM trial JOIN study USING (study_id)"
                        + " WHERE name = ? AND number = ?")
                .params(study, number)
                .query((row, n) -> new Lease(row.getLong(1), row.getInt(2), row.getInt(3), row.getInt(4)))
                .single()
                .token();
    }

    private Optional<Turn> cancel(String study, int number) {
        return turns.make(
                Project.DEFAULT,
                new StudyName(study),
                List.of(number),
                turn -> turn.view().change(() -> {
                    Trial trial = turn.trial(number).orElseThrow();
                    turn.view().progress().moved(trial.state(), TrialState.CANCELLED);
                    trial.cancel(
                            "no use",
                            turn.view().progress().nextRevision(),
                            turn.view().now());
                    turn.changed(trial);
                }));
    }
}
