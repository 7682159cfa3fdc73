package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.Receiver;
import dev.parley.testing.Receiver.Message;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@IntegrationTest
@DirtiesContext
@TestPropertySource(
        properties = {
            "parley.webhooks.allow-private-addresses=true",
            "parley.webhooks.interval=20ms",
            "parley.webhooks.timeout=500ms",
            "parley.webhooks.pauses=20ms,20ms,20ms,20ms"
        })
class WebhookIT {

    private static final Receiver RECEIVER = new Receiver();

    private final List<WebhookApi> created = new ArrayList<>();

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @AfterAll
    static void close() {
        RECEIVER.close();
    }

    @AfterEach
    void removeWebhooks() {
        created.forEach(webhook -> api.delete("/webhooks/" + webhook.id()));
    }

    private WebhookApi webhook(String... fields) {
        WebhookApi webhook = WebhookApi.create(api, RECEIVER, fields);
        created.add(webhook);
        return webhook;
    }

    private WebhookApi webhookOf(StudyApi study) {
        return webhook("'study': '" + study.name() + "'");
    }

    @Test
    void aNewSecretSignsAtOnceAndTheOldOnesForAWhile() {
        WebhookApi webhook = webhook();
        Secret first = webhook.secret();
        Secret second = rotated(webhook, "{}");
        Secret third = rotated(webhook, "{'formerHours': 48}");
        assertThat(webhook.get("").is(200).text()).doesNotContain("whsec_");
        assertThat(Set.of(first, second, third)).hasSize(3);
        Message all = pinged(webhook);
        assertThat(all.header("webhook-signature").split(" "))
                .containsExactly(signature(third, all), signature(second, all), signature(first, all));

        Secret fourth = rotated(webhook, "{'formerHours': 0}");
        Message one = pinged(webhook);
        assertThat(one.header("webhook-signature")).isEqualTo(signature(fourth, one));
        api.post("/webhooks/wh_none/rotate-secret", "{}").is(404);
        api.post("/webhooks/" + webhook.id() + "/rotate-secret", "{'formerHours': -1}")
                .isInvalidAt("/formerHours");
    }

    private Secret rotated(WebhookApi webhook, String body) {
        return new Secret(api.post("/webhooks/" + webhook.id() + "/rotate-secret", body)
                .is(200)
                .at("/secret")
                .asString());
    }

    private static Message pinged(WebhookApi webhook) {
        webhook.awaitDelivery(webhook.ping(), "delivered");
        return webhook.messages().getLast();
    }

    private static String signature(Secret secret, Message message) {
        return Signature.of(secret, message.id(), Long.parseLong(message.header("webhook-timestamp")), message.text());
    }

    @Test
    void eventsArriveSignedAndTheLogSaysSo() {
        StudyApi study = api.study("'limits': {'trials': 2}");
        WebhookApi webhook = webhookOf(study);
        study.finish(0.5);
        webhook.await(EventType.STUDY_BEST, 1);
        study.finish(0.25);
        Message finished = webhook.await(EventType.STUDY_FINISHED, 1).getFirst();

        assertThat(finished.header("webhook-signature")).isEqualTo(signature(webhook.secret(), finished));
        assertThat(finished.header("Content-Type")).isEqualTo("application/json");
        assertThat(finished.header("webhook-timestamp"))
                .satisfies(seconds -> assertThat(
                                Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), Instant.now()))
                        .isLessThan(Duration.ofMinutes(1)));
        JsonNode data = finished.body().path("data");
        assertThat(data.path("study").asString()).isEqualTo(study.name());
        assertThat(data.at("/trials/complete").asInt()).isEqualTo(2);
        assertThat(data.at("/best/number").asInt()).isEqualTo(1);
        assertThat(data.at("/best/values/loss").doubleValue()).isEqualTo(0.25);
        assertThat(data.at("/best/configuration")).isEqualTo(study.trial(1).at("/configuration"));
        List<Message> bests = webhook.messages(EventType.STUDY_BEST);
        assertThat(bests).hasSize(2);
        assertThat(bests.get(0).body().at("/data/previous").isMissingNode()).isTrue();
        assertThat(bests.get(1).body().at("/data/previous").asInt()).isZero();

        JsonNode delivery = webhook.awaitDelivery(finished.id(), "delivered");
        assertThat(delivery.path("event").asString()).isEqualTo("study.finished");
        assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
        assertThat(delivery.path("lastStatus").asInt()).isEqualTo(204);
        assertThat(delivery.path("message")).isEqualTo(finished.body());
        assertThat(delivery.has("lastError")).isFalse();
        assertThat(delivery.has("nextAttemptAt")).isFalse();
    }

    @Test
    void aWebhookSeesOnlyWhatHappensAfterItsCreation() {
        StudyApi before = api.study("'limits': {'trials': 2}");
        before.finish(0.5);
        WebhookApi webhook = webhook();
        before.finish(0.75);
        StudyApi after = api.study("'limits': {'trials': 1}");
        after.finish(0.5);
        await().atMost(WebhookApi.PATIENCE)
                .until(() -> finished(webhook, before).size() == 1
                        && finished(webhook, after).size() == 1);
        assertThat(of(webhook, EventType.STUDY_BEST, before)).isEmpty();
        assertThat(of(webhook, EventType.STUDY_BEST, after)).hasSize(1);
    }

    private static List<Message> finished(WebhookApi webhook, StudyApi study) {
        return of(webhook, EventType.STUDY_FINISHED, study);
    }

    private static List<Message> of(WebhookApi webhook, EventType event, StudyApi study) {
        return webhook.messages(event).stream()
                .filter(message -> message.body().at("/data/study").asString().equals(study.name()))
                .toList();
    }

    @Test
    void aStudyThatGoesOnAndFinishesAgainIsANewEvent() {
        StudyApi study = api.study("'limits': {'trials': 1}");
        WebhookApi webhook = webhookOf(study);
        study.finish(0.5);
        webhook.await(EventType.STUDY_FINISHED, 1);
        study.patch("{'limits': {'trials': 2}}").is(200);
        study.finish(0.75);
        assertThat(webhook.await(EventType.STUDY_FINISHED, 2))
                .extracting(
                        message -> message.body().at("/data/trials/complete").asInt())
                .containsExactly(1, 2);
        study.post("/complete", "").is(200);
        WebhookApi later = webhookOf(study);
        study.patch("{'limits': {'trials': 5}}").is(200);
        study.post("/resume", "").is(200);
        study.post("/complete", "").is(200);
        assertThat(later.await(EventType.STUDY_FINISHED, 1)).hasSize(1);
    }

    @Test
    void aLostTrialIsTold() {
        StudyApi study = api.study("'lease': {'seconds': 1, 'attempts': 1}");
        WebhookApi webhook = webhook("'study': '" + study.name() + "'", "'events': ['trial.lost']");
        JsonNode trial = study.ask("{'worker': 'gpu-3'}").is(200).at("/trials/0");
        JsonNode told = webhook.await(EventType.TRIAL_LOST, 1).getFirst().body().path("data");
        assertThat(told.at("/trial/number")).isEqualTo(trial.path("number"));
        assertThat(told.at("/trial/configuration")).isEqualTo(trial.path("configuration"));
        assertThat(told.at("/trial/reason").asString()).startsWith("No attempt at it ended with a result");
        study.finish(0.5);
        study.post("/complete", "").is(200);
        await().atMost(WebhookApi.PATIENCE).until(() -> hasSeenAll(webhook));
        assertThat(webhook.get("/deliveries").at("/deliveries").size()).isEqualTo(1);
    }

    @Test
    void whatIsAnnouncedNeedsNoCursorsAndWhoeverThenAsksForMoreBeginsThere() {
        StudyApi before = api.study("'limits': {'trials': 2}");
        before.finish(0.5);
        WebhookApi webhook = webhook("'events': ['study.drift']");
        before.finish(0.25);
        StudyApi witness = api.study("'limits': {'trials': 1}");
        WebhookApi other = webhookOf(witness);
        witness.finish(0.5);
        other.await(EventType.STUDY_FINISHED, 1);
        assertThat(cursors(webhook)).isZero();
        webhook.patch("{'events': ['study.finished']}").is(200);
        StudyApi after = api.study("'limits': {'trials': 1}");
        after.finish(0.5);
        await().atMost(WebhookApi.PATIENCE).until(() -> finished(webhook, after).size() == 1);
        await().atMost(WebhookApi.PATIENCE).until(() -> hasSeenAll(webhook));
        assertThat(webhook.messages()).hasSize(1);
    }

    private int cursors(WebhookApi webhook) {
        return jdbc.sql("SELECT count(*) FROM webhook_cursor WHERE webhook_id = ?")
                .param(webhook.id())
                .query(Integer.class)
                .single();
    }

    private boolean hasSeenAll(WebhookApi webhook) {
        return jdbc.sql("""
            SELECT bool_and(seen_revision = revision AND seen_completions = completions)
            FROM webhook_cursor JOIN study_progress USING (study_id) WHERE webhook_id = ?
            """).param(webhook.id()).query(Boolean.class).single();
    }

    @Test
    void whatFailsIsSentAgainWithTheSameIdentifier() {
        WebhookApi webhook = webhook();
        RECEIVER.answers(webhook.path(), 500, Receiver.CLOSE, Receiver.SILENCE, 200);
        String ping = webhook.ping();
        JsonNode delivery = webhook.awaitDelivery(ping, "delivered");
        assertThat(delivery.path("attempts").asInt()).isEqualTo(4);
        assertThat(delivery.path("lastStatus").asInt()).isEqualTo(200);
        assertThat(delivery.path("lastAnswer").asString()).isEqualTo("answer 200");
        assertThat(webhook.messages()).hasSize(4).extracting(Message::id).containsOnly(ping);
        assertThat(webhook.messages())
                .extracting(Message::text)
                .containsOnly(webhook.messages().getFirst().text());
        assertThat(webhook.get("").has("/state", "'active'").at("").has("failingSince"))
                .isFalse();
    }

    @Test
    void afterTheLastAttemptItIsGivenUpAndCanBeSentAgain() {
        WebhookApi webhook = webhook();
        RECEIVER.answers(webhook.path(), 500, 503, 301, 404, 500);
        String ping = webhook.ping();
        JsonNode failed = webhook.awaitDelivery(ping, "failed");
        assertThat(failed.path("attempts").asInt()).isEqualTo(5);
        assertThat(failed.path("lastError").asString()).isEqualTo("the receiver answered 500");
        assertThat(failed.path("lastAnswer").asString()).isEqualTo("answer 500");
        assertThat(failed.has("nextAttemptAt")).isFalse();
        assertThat(webhook.get("").at("/failingSince").asString()).isNotBlank();

        webhook.post("/deliveries/" + ping + "/redeliver").is(202).has("/state", "'waiting'");
        assertThat(webhook.awaitDelivery(ping, "delivered").path("attempts").asInt())
                .isEqualTo(6);
        webhook.get("").lacks("/failingSince");
    }

    @Test
    void aReceiverThatIsGoneGetsNothingMoreUntilItIsEnabled() {
        WebhookApi webhook = webhook();
        RECEIVER.answers(webhook.path(), 410);
        webhook.awaitDelivery(webhook.ping(), "failed");
        webhook.get("").has("/state", "'disabled'").has("/disabledReason", "'The receiver answered 410 Gone.'");
        webhook.post("/ping").isProblem(409, "wrong-state");
        StudyApi missed = api.study("'limits': {'trials': 1}");
        missed.finish(0.5);
        webhook.patch("{'enabled': true}").is(200).has("/state", "'active'").lacks("/disabledReason");
        webhook.awaitDelivery(webhook.ping(), "delivered");
        await().atMost(WebhookApi.PATIENCE).until(() -> hasSeenAll(webhook));
        assertThat(of(webhook, EventType.STUDY_FINISHED, missed)).isEmpty();
    }

    @Test
    void afterDaysOfFailuresAWebhookIsDisabled() {
        WebhookApi webhook = webhook();
        RECEIVER.answers(webhook.path(), 500, 204);
        jdbc.sql("UPDATE webhook SET failing_since = clock_timestamp() - interval '73 hours' WHERE webhook_id = ?")
                .param(webhook.id())
                .update();
        webhook.ping();
        await().atMost(WebhookApi.PATIENCE)
                .until(() -> webhook.get("").at("/state").asString().equals("disabled"));
        webhook.get("").has("/disabledReason", "'Every attempt failed for 73 hours or longer.'");
    }

    @Test
    void aSlowReceiverHoldsUpNobodyElse() {
        WebhookApi slow = webhook();
        WebhookApi quick = webhook();
        RECEIVER.answers(slow.path(), Collections.nCopies(100, Receiver.SILENCE).toArray(Integer[]::new));
        String waits = slow.ping();
        await().atMost(WebhookApi.PATIENCE).until(() -> !slow.messages().isEmpty());
        for (int i = 0; i < 10; i++) {
            quick.awaitDelivery(quick.ping(), "delivered");
        }
        assertThat(quick.messages()).hasSize(10);
        assertThat(slow.delivery(waits).path("state").asString()).isNotEqualTo("delivered");
    }

    @Test
    void listsArePagedAndOnesOwnSecretIsNeverShown() {
        String given = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        WebhookApi webhook = webhook("'secret': '" + given + "'", "'description': 'mine'");
        webhook.created().lacks("/secret");
        WebhookApi other = webhook();
        assertThat(other.created().at("/secret").asString()).startsWith("whsec_");
        for (int i = 0; i < 3; i++) {
            webhook.ping();
        }
        Answer first = webhook.get("/deliveries?pageSize=2").is(200);
        Answer second = webhook.get("/deliveries?pageSize=2&pageToken="
                        + first.at("/nextPageToken").asString())
                .is(200);
        List<String> ids = new ArrayList<>();
        first.each("/deliveries", "id").forEach(id -> ids.add(id.asString()));
        second.each("/deliveries", "id").forEach(id -> ids.add(id.asString()));
        assertThat(ids).hasSize(3).isSortedAccordingTo((a, b) -> b.compareTo(a));
        second.lacks("/nextPageToken");

        Answer page = api.get("/webhooks?pageSize=1").is(200);
        Answer next = api.get("/webhooks?pageToken=" + page.at("/nextPageToken").asString())
                .is(200);
        assertThat(page.text() + next.text() + webhook.get("").text())
                .contains(webhook.id(), other.id())
                .doesNotContain("whsec_");
    }

    @Test
    void whatIsRemovedIsGone() {
        WebhookApi webhook = webhook();
        String ping = webhook.ping();
        api.delete("/webhooks/" + webhook.id()).is(204);
        webhook.get("").isProblem(404, "webhook-not-found");
        webhook.get("/deliveries").isProblem(404, "webhook-not-found");
        webhook.post("/deliveries/" + ping + "/redeliver").isProblem(404, "webhook-not-found");
        api.delete("/webhooks/" + webhook.id()).isProblem(404, "webhook-not-found");
        webhook().post("/deliveries/" + ping + "/redeliver").isProblem(404, "delivery-not-found");
    }

    @Test
    void aChangeOfTheUrlTakesEffectForWhatWaits() {
        WebhookApi webhook = webhook();
        RECEIVER.answers(webhook.path(), 500, 500, 500, 500, 500);
        String ping = webhook.ping();
        String elsewhere = "/" + Api.freshName();
        webhook.patch("{'url': '%s', 'events': ['trial.lost']}".formatted(RECEIVER.url(elsewhere)))
                .is(200)
                .has("/events", "['trial.lost']");
        webhook.post("/deliveries/" + ping + "/redeliver").is(202);
        webhook.awaitDelivery(ping, "delivered");
        assertThat(RECEIVER.messages(elsewhere)).isNotEmpty();
    }
}
