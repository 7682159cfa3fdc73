package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.study.Project;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.Receiver;
import dev.parley.testing.Receiver.Message;
import dev.parley.testing.Replica;
import dev.parley.testing.StudyApi;
import dev.parley.webhook.Deliveries.Due;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** This service takes requests and delivers nothing; others on the same database deliver. */
@IntegrationTest
@TestPropertySource(properties = {"parley.webhooks.allow-private-addresses=true", "parley.webhooks.most-per-project=4"})
class WebhookReplicasIT {

    private static final int STUDIES = 12;
    private static final int TRIALS = 5;
    private static final Receiver RECEIVER = new Receiver();
    private static final Receipt TAKEN = new Receipt(204, "", null, Duration.ZERO);
    private static final Receipt FAILED = new Receipt(500, "", "the receiver answered 500", Duration.ZERO);

    private final List<WebhookApi> created = new ArrayList<>();

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Webhooks webhooks;

    @Autowired
    Deliveries deliveries;

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

    private static Replica replica() {
        return Replica.start(
                "parley.webhooks.allow-private-addresses=true",
                "parley.webhooks.interval=10ms",
                "parley.webhooks.pauses=10ms,10ms,10ms");
    }

    @Test
    void twoReplicasDeliverEveryEventOnce() {
        List<WebhookApi> webhooks = List.of(webhook(), webhook(), webhook());
        List<StudyApi> studies = IntStream.range(0, STUDIES)
                .mapToObj(i -> api.study("'limits': {'trials': " + TRIALS + "}"))
                .toList();
        try (Replica one = replica();
                Replica other = replica()) {
            assertThat(one).isNotSameAs(other);
            studies.parallelStream().forEach(study -> IntStream.range(0, TRIALS).forEach(i -> study.finish(-i)));
            webhooks.forEach(webhook -> webhook.await(EventType.STUDY_FINISHED, STUDIES));
            webhooks.forEach(this::awaitAllDelivered);
        }
        for (WebhookApi webhook : webhooks) {
            assertThat(webhook.messages()).extracting(Message::id).doesNotHaveDuplicates();
            assertThat(webhook.messages(EventType.STUDY_FINISHED))
                    .extracting(message -> message.body().at("/data/study").asString())
                    .containsExactlyInAnyOrderElementsOf(
                            studies.stream().map(StudyApi::name).toList());
            assertThat(webhook.messages(EventType.STUDY_BEST))
                    .extracting(message -> message.body().at("/data").toString())
                    .doesNotHaveDuplicates();
            for (StudyApi study : studies) {
                assertThat(webhook.messages(EventType.STUDY_BEST))
                        .filteredOn(message ->
                                message.body().at("/data/study").asString().equals(study.name()))
                        .extracting(message ->
                                message.body().at("/data/trial/number").asInt())
                        .contains(TRIALS - 1);
            }
        }
    }

    private void awaitAllDelivered(WebhookApi webhook) {
        await().atMost(WebhookApi.PATIENCE)
                .until(() -> webhook.get("/deliveries?pageSize=1000").each("/deliveries", "state").stream()
                        .allMatch(state -> state.asString().equals("delivered")));
    }

    @Test
    void aRestartInTheMiddleLosesNothing() {
        WebhookApi webhook = webhook();
        RECEIVER.answers(webhook.path(), Receiver.SILENCE);
        StudyApi study = api.study("'limits': {'trials': 1}");
        try (Replica cutShort = replica()) {
            assertThat(cutShort).isNotNull();
            study.finish(0.5);
            await().atMost(WebhookApi.PATIENCE).until(() -> !webhook.messages().isEmpty());
        }
        assertThat(webhook.messages()).hasSize(1);
        String begun = webhook.messages().getFirst().id();
        assertThat(webhook.delivery(begun).path("attempts").asInt()).isZero();
        StudyApi meanwhile = api.study("'limits': {'trials': 1}");
        meanwhile.finish(0.5);
        try (Replica next = replica()) {
            assertThat(next).isNotNull();
            webhook.await(EventType.STUDY_FINISHED, 2);
            webhook.awaitDelivery(begun, "delivered");
            awaitAllDelivered(webhook);
        }
        assertThat(webhook.messages(EventType.STUDY_FINISHED))
                .extracting(message -> message.body().at("/data/study").asString())
                .contains(study.name(), meanwhile.name());
        assertThat(webhook.messages())
                .filteredOn(message -> message.id().equals(begun))
                .hasSize(2);
    }

    /** As one that was killed leaves it. */
    @Test
    void aClaimThatWasLeftBehindRunsOut() {
        WebhookApi webhook = webhook();
        jdbc.sql("""
            UPDATE webhook SET claim = gen_random_uuid(), claimed_until = clock_timestamp() + interval '2 seconds'
            WHERE webhook_id = ?
            """).param(webhook.id()).update();
        String ping = webhook.ping();
        try (Replica replica = replica()) {
            assertThat(replica).isNotNull();
            webhook.awaitDelivery(ping, "delivered");
        }
        assertThat(jdbc.sql("""
            SELECT last_attempt_at - created_at > interval '1 second' AND attempts = 1 FROM delivery
            WHERE webhook_id = ?
            """).param(webhook.id()).query(Boolean.class).single())
                .isTrue();
    }

    @Test
    void aMessageThatIsSentAgainDuringAnAttemptIsSentAgainHoweverThatEnds() {
        WebhookApi webhook = webhook();
        String ping = webhook.ping();
        Webhook stored = webhooks.find(Project.DEFAULT, webhook.id()).orElseThrow();
        Due due = deliveries.next(stored).orElseThrow();
        webhook.post("/deliveries/" + ping + "/redeliver").is(202);
        assertThat(deliveries.noteAttempt(stored, due, TAKEN, null)).isFalse();
        assertThat(webhook.delivery(ping).path("state").asString()).isEqualTo("waiting");
        Due again = deliveries.next(stored).orElseThrow();
        assertThat(deliveries.noteAttempt(stored, again, TAKEN, null)).isTrue();
        assertThat(deliveries.noteAttempt(stored, again, FAILED, Duration.ofSeconds(1)))
                .isFalse();
        assertThat(webhook.delivery(ping).path("state").asString()).isEqualTo("delivered");
    }

    @Test
    void whoeverHasLostItsClaimNotesNothing() {
        WebhookApi webhook = webhook();
        Webhook stored = webhooks.find(Project.DEFAULT, webhook.id()).orElseThrow();
        UUID claim = UUID.randomUUID();
        jdbc.sql("UPDATE webhook SET claim = ? WHERE webhook_id = ?")
                .params(claim, webhook.id())
                .update();
        assertThat(webhooks.noteAttempt(stored, UUID.randomUUID(), false)).isEmpty();
        webhook.get("").lacks("/failingSince");
        assertThat(webhooks.noteAttempt(stored, claim, false)).isPresent();
        assertThat(webhook.get("").at("/failingSince").asString()).isNotBlank();
    }

    @Test
    void whatArrivedLongAgoIsForgottenAndWhatWaitsIsNot() {
        WebhookApi webhook = webhook();
        String arrived = webhook.ping();
        String waits = webhook.ping();
        jdbc.sql("""
            UPDATE delivery SET created_at = clock_timestamp() - interval '31 days',
                state = CASE delivery_id WHEN :arrived THEN 'delivered' ELSE 'waiting' END,
                next_attempt_at = clock_timestamp() + interval '1 day'
            WHERE webhook_id = :webhook
            """).param("arrived", arrived).param("webhook", webhook.id()).update();
        try (Replica replica = replica()) {
            assertThat(replica).isNotNull();
            await().atMost(WebhookApi.PATIENCE)
                    .until(() -> webhook.get("/deliveries").at("/deliveries").size() == 1);
        }
        assertThat(webhook.delivery(waits).path("state").asString()).isEqualTo("waiting");
    }

    @Test
    void ofTheMessagesForADeadReceiverTheOldestAndThoseThatWaitTooLongAreGivenUp() {
        WebhookApi webhook = webhook();
        List<String> pings =
                IntStream.range(0, 4).mapToObj(i -> webhook.ping()).sorted().toList();
        webhook.patch("{'enabled': false}").is(200);
        jdbc.sql("UPDATE delivery SET next_attempt_at = clock_timestamp() - interval '8 days' WHERE delivery_id = ?")
                .param(pings.getLast())
                .update();
        try (Replica replica = Replica.start("parley.webhooks.interval=10ms", "parley.webhooks.most-waiting=2")) {
            assertThat(replica).isNotNull();
            webhook.awaitDelivery(pings.getFirst(), "failed");
        }
        assertThat(pings)
                .extracting(ping -> webhook.delivery(ping).path("lastError").asString(""))
                .containsExactly("too many messages waited", "too many messages waited", "", "it waited for too long");
        assertThat(webhook.delivery(pings.get(2)).path("state").asString()).isEqualTo("waiting");
    }

    @Test
    void aProjectMayHaveSoManyWebhooks() {
        for (int i = 0; i < 4; i++) {
            webhook();
        }
        api.post("/webhooks", "{'url': 'https://1.1.1.1/'}").isProblem(409, "limit-reached");
    }

    /** The service that took the webhook in allows private addresses; the one that delivers does not. */
    @Test
    void theAddressIsLookedAtAgainWhereItIsConnectedTo() {
        WebhookApi webhook = webhook();
        String ping = webhook.ping();
        try (Replica strict = Replica.start("parley.webhooks.interval=10ms", "parley.webhooks.pauses=10ms")) {
            assertThat(strict).isNotNull();
            assertThat(webhook.awaitDelivery(ping, "failed").path("lastError").asString())
                    .isEqualTo("the host is not on the public internet");
        }
        assertThat(webhook.messages()).isEmpty();
    }
}
