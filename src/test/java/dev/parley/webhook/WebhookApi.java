package dev.parley.webhook;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.Receiver;
import dev.parley.testing.Receiver.Message;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * One webhook as a test calls it.
 *
 * @param api the whole API
 * @param receiver where its messages go
 * @param path where they go there
 * @param created the answer that told of its creation
 */
record WebhookApi(Api api, Receiver receiver, String path, Answer created) {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Creates one whose receiver's path is new. */
    static WebhookApi create(Api api, Receiver receiver, String... fields) {
        return createAt(api, receiver, "/" + Api.freshName(), fields);
    }

    static WebhookApi createAt(Api api, Receiver receiver, String path, String... fields) {
        StringBuilder body = new StringBuilder("{'url': '" + receiver.url(path) + "'");
        for (String field : fields) {
            body.append(", ").append(field);
        }
        return new WebhookApi(
                api, receiver, path, api.post("/webhooks", body + "}").is(201));
    }

    String id() {
        return created.at("/id").asString();
    }

    Secret secret() {
        return new Secret(created.at("/secret").asString());
    }

    Answer get(String below) {
        return api.get("/webhooks/" + id() + below);
    }

    Answer post(String below) {
        return api.post("/webhooks/" + id() + below, "");
    }

    Answer patch(String body) {
        return api.patch("/webhooks/" + id(), body);
    }

    /** What it was sent. */
    List<Message> messages() {
        return receiver.messages(path);
    }

    /** What it was sent of a kind. */
    List<Message> messages(EventType event) {
        return messages().stream()
                .filter(message -> message.type().equals(event.toString()))
                .toList();
    }

    /** Waits for so many messages of a kind, attempts counted. */
    List<Message> await(EventType event, int count) {
        Awaitility.await(event + " of " + path)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> messages(event).size() >= count);
        return messages(event);
    }

    /** Sends a ping; answers the delivery's identifier. */
    String ping() {
        return post("/ping").is(202).at("/id").asString();
    }

    /** Waits until a delivery is in a state; answers it. */
    JsonNode awaitDelivery(String delivery, String state) {
        Awaitility.await("delivery " + delivery + " " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> delivery(delivery).path("state").asString().equals(state));
        return delivery(delivery);
    }

    JsonNode delivery(String delivery) {
        for (JsonNode found : get("/deliveries").is(200).at("/deliveries")) {
            if (found.path("id").asString().equals(delivery)) {
                return found;
            }
        }
        throw new AssertionError("no delivery " + delivery);
    }
}
