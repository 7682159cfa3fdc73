package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class LeaseIT {

    private static final String COMPLETE = "{'lease': '%s', 'state': 'complete', 'values': {'loss': 0.5}}";
    private static final String FAILED = "{'lease': '%s', 'state': 'failed'}";
    private static final String PRUNED = "{'lease': '%s', 'state': 'pruned', 'values': {'loss': 0.5}}";
    private static final String INFEASIBLE = "{'lease': '%s', 'state': 'infeasible'}";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private static String lease(JsonNode trial) {
        return trial.path("lease").asString();
    }

    private static Answer heartbeat(StudyApi study, int number, String lease) {
        return study.post("/trials/" + number + "/heartbeat", "{'lease': '" + lease + "'}");
    }

    private static Answer release(StudyApi study, int number, String lease) {
        return study.post("/trials/" + number + "/release", "{'lease': '" + lease + "'}");
    }

    /** Lets a running trial's lease run out and waits until the reaper has taken it. */
    private void expire(StudyApi study, int number) {
        jdbc.sql("""
            UPDATE trial SET lease_expires_at = clock_timestamp() - interval '1 second'
            WHERE number = :number AND study_id = (SELECT study_id FROM study WHERE name = :name)
            """).param("number", number).param("name", study.name()).update();
        awaitReaped(study, number);
    }

    private static void awaitReaped(StudyApi study, int number) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !study.trial(number).at("/state").asString().equals("running"));
    }

    @Test
    void aHeartbeatRenewsTheLeaseFromNow() {
        StudyApi study = api.study();
        JsonNode trial = study.ask("{'leaseSeconds': 50}").at("/trials/0");
        long revision = study.get("").at("/progress/revision").asLong();
        Instant first = Instant.parse(
                heartbeat(study, 0, lease(trial)).is(200).at("/leaseExpiresAt").asString());
        assertThat(first).isAfter(Instant.parse(trial.path("leaseExpiresAt").asString()));
        Answer longer = study.post("/trials/0/heartbeat", "{'lease': '" + lease(trial) + "', 'leaseSeconds': 5000}")
                .is(200);
        Instant second = Instant.parse(longer.at("/leaseExpiresAt").asString());
        assertThat(Duration.between(first, second)).isGreaterThan(Duration.ofSeconds(4_900));
        study.trial(0).has("/leaseExpiresAt", longer.at("/leaseExpiresAt").toString());
        study.get("").has("/progress/revision", String.valueOf(revision));
    }

    @Test
    void aReleasedTrialGoesOutAgainAndTheReleaseCostsNoAttempt() {
        StudyApi study = api.study("'lease': {'attempts': 1}");
        JsonNode first = study.ask("{'worker': 'one'}").at("/trials/0");
        release(study, 0, lease(first)).is(200).has("/state", "'queued'").lacks("/worker");
        JsonNode second = study.ask("{'worker': 'two'}").at("/trials/0");
        assertThat(second.path("number").asInt()).isZero();
        assertThat(second.path("attempt").asInt()).isEqualTo(1);
        assertThat(second.path("configuration")).isEqualTo(first.path("configuration"));
        assertThat(lease(second)).isNotEqualTo(lease(first));
    }

    @Test
    void aReleaseMakesTheLeaseStale() {
        StudyApi study = api.study();
        String first = lease(study.ask());
        release(study, 0, first).is(200);
        heartbeat(study, 0, first).isProblem(409, "lease-lost");
        release(study, 0, first).isProblem(409, "lease-lost");
        study.tell(0, FAILED.formatted(first)).isProblem(409, "lease-lost");
        String second = lease(study.ask());
        heartbeat(study, 0, first).isProblem(409, "lease-lost");
        release(study, 0, first).isProblem(409, "lease-lost");
        heartbeat(study, 0, second).is(200);
    }

    @Test
    void aStaleLeasesCompletedResultIsKeptIfItIsTheFirst() {
        StudyApi study = api.study();
        String first = lease(study.ask());
        release(study, 0, first).is(200);
        String second = lease(study.ask());
        study.tell(0, COMPLETE.formatted(first)).is(200).has("/state", "'complete'");
        heartbeat(study, 0, second).isProblem(409, "lease-lost");
        study.tell(0, COMPLETE.formatted(second)).is(200);
        study.tell(0, COMPLETE.formatted(second).replace("0.5", "0.4")).isProblem(409, "already-told");
        study.get("").has("/progress/trials/complete", "1").has("/progress/trials/running", "0");
    }

    @Test
    void aStaleLeasesFailureOrPruningIsRefused() {
        StudyApi study = api.study();
        String first = lease(study.ask());
        release(study, 0, first).is(200);
        String second = lease(study.ask());
        study.tell(0, FAILED.formatted(first)).isProblem(409, "lease-lost");
        study.tell(0, PRUNED.formatted(first)).isProblem(409, "lease-lost");
        study.trial(0).has("/state", "'running'");
        study.tell(0, PRUNED.formatted(second)).is(200);
    }

    @Test
    void aStaleLeasesVerdictOfInfeasibleIsKept() {
        StudyApi study = api.study();
        String first = lease(study.ask());
        release(study, 0, first).is(200);
        study.tell(0, INFEASIBLE.formatted(first)).is(200).has("/state", "'infeasible'");
    }

    @Test
    void aTellWithoutALeaseCountsAsTheCurrentAttempts() {
        StudyApi study = api.study();
        String first = lease(study.ask());
        release(study, 0, first).is(200);
        study.ask();
        study.tell(0, "{'state': 'failed'}").is(200);
        String second = lease(study.ask());
        release(study, 1, second).is(200);
        study.tell(1, "{'state': 'failed'}").isProblem(409, "lease-lost");
        study.tell(1, "{'state': 'complete', 'values': {'loss': 0.5}}").is(200);
    }

    @Test
    void aForeignLeaseIsRefused() {
        StudyApi study = api.study();
        StudyApi other = api.study();
        String foreign = lease(other.ask());
        study.ask("{'count': 2}");
        String second = lease(study.ask());
        for (String lease : new String[] {foreign, second}) {
            heartbeat(study, 0, lease).isProblem(409, "lease-mismatch");
            release(study, 0, lease).isProblem(409, "lease-mismatch");
            study.tell(0, COMPLETE.formatted(lease)).isProblem(409, "lease-mismatch");
            study.tell(0, FAILED.formatted(lease)).isProblem(409, "lease-mismatch");
        }
        study.trial(0).has("/state", "'running'");
    }

    @Test
    void aForeignLeaseIsRefusedEvenWithTheSameResult() {
        StudyApi study = api.study();
        String foreign = lease(api.study().ask());
        study.finish(0.5);
        study.tell(0, COMPLETE.formatted(foreign)).isProblem(409, "lease-mismatch");
    }

    @Test
    void aLeaseOfAHandoutThatARestoreHasUndoneIsRefused() {
        StudyApi study = api.study();
        String given = lease(study.ask());
        Lease known = Lease.read(given).orElseThrow();
        for (int undone = 0; undone < 2; undone++) {
            Lease other = new Lease(known.studyId(), 0, known.handout() + undone, known.nonce() + 1);
            heartbeat(study, 0, other.token()).isProblem(409, "lease-lost");
            study.tell(0, COMPLETE.formatted(other.token())).isProblem(409, "lease-mismatch");
        }
        release(study, 0, given).is(200);
        study.tell(0, COMPLETE.formatted(new Lease(known.studyId(), 0, 1, known.nonce() + 1).token()))
                .isProblem(409, "lease-mismatch");
        study.tell(0, COMPLETE.formatted(given)).is(200);
    }

    @Test
    void theLeaseOfADeletedStudyOfTheSameNameIsRefused() {
        StudyApi study = api.study();
        String old = lease(study.ask());
        api.delete(study.path()).is(204);
        api.put(
                        study.path(),
                        "{'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}],"
                                + " 'objectives': [{'name': 'loss', 'direction': 'minimize'}]}")
                .is(201);
        study.ask();
        study.tell(0, COMPLETE.formatted(old)).isProblem(409, "lease-mismatch");
        heartbeat(study, 0, old).isProblem(409, "lease-mismatch");
        release(study, 0, old).isProblem(409, "lease-mismatch");
    }

    @Test
    void whatIsNoLeaseIsABadRequest() {
        StudyApi study = api.study();
        study.ask();
        for (String lease : new String[] {"nonsense", "***", "ä"}) {
            heartbeat(study, 0, lease).isInvalidAt("/lease");
            release(study, 0, lease).isInvalidAt("/lease");
            study.tell(0, COMPLETE.formatted(lease)).isInvalidAt("/lease");
        }
        study.post("/trials/0/heartbeat", "{}").isInvalidAt("/lease");
        study.post("/trials/0/release", "{}").isInvalidAt("/lease");
    }

    @Test
    void aLeaseThatRunsOutPutsTheTrialBackForTheNextAttempt() {
        StudyApi study = api.study("'lease': {'seconds': 1, 'attempts': 3}");
        JsonNode first = study.ask();
        awaitReaped(study, 0);
        study.trial(0).has("/state", "'queued'").lacks("/leaseExpiresAt");
        heartbeat(study, 0, lease(first)).isProblem(409, "lease-lost");
        study.tell(0, FAILED.formatted(lease(first))).isProblem(409, "lease-lost");
        JsonNode second = study.ask("{'leaseSeconds': 600}").at("/trials/0");
        assertThat(second.path("number").asInt()).isZero();
        assertThat(second.path("attempt").asInt()).isEqualTo(2);
        assertThat(second.path("configuration")).isEqualTo(first.path("configuration"));
        study.tell(0, COMPLETE.formatted(lease(second))).is(200);
    }

    @Test
    void aHeartbeatKeepsTheReaperAway() {
        StudyApi study = api.study("'lease': {'seconds': 2, 'attempts': 1}");
        String lease = lease(study.ask());
        Instant end = Instant.now().plusSeconds(3);
        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    heartbeat(study, 0, lease).is(200);
                    return Instant.now().isAfter(end);
                });
        study.trial(0).has("/state", "'running'");
    }

    @Test
    void afterTheLastAttemptATrialIsLost() {
        StudyApi study = api.study("'lease': {'attempts': 2}", "'limits': {'trials': 1}");
        study.ask();
        expire(study, 0);
        study.trial(0).has("/state", "'queued'");
        JsonNode last = study.ask();
        expire(study, 0);
        study.trial(0).has("/state", "'lost'").has("/attempt", "2");
        study.get("").has("/state", "'completed'").has("/progress/trials/lost", "1");
        heartbeat(study, 0, lease(last)).isProblem(409, "lease-lost");
        study.tell(0, PRUNED.formatted(lease(last))).isProblem(409, "lease-lost");
    }

    @Test
    void aLateCompletedResultOfALostTrialIsAccepted() {
        StudyApi study = api.study("'lease': {'attempts': 1}");
        String lease = lease(study.ask());
        expire(study, 0);
        study.trial(0).has("/state", "'lost'");
        study.tell(0, COMPLETE.formatted(lease)).is(200).has("/state", "'complete'");
        study.get("/best").has("/trial/number", "0");
        study.get("").has("/progress/trials/lost", "0").has("/progress/trials/complete", "1");
    }

    @Test
    void releasesAndExpiriesCountAttemptsApart() {
        StudyApi study = api.study("'lease': {'attempts': 2}");
        study.ask();
        expire(study, 0);
        JsonNode second = study.ask();
        release(study, 0, lease(second)).is(200).has("/attempt", "1");
        assertThat(study.ask().path("attempt").asInt()).isEqualTo(2);
    }
}
