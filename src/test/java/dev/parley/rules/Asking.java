package dev.parley.rules;

import dev.parley.rules.KeptRequests.KeptAsk;
import dev.parley.rules.Rules.Handed;
import dev.parley.study.TrialState;
import dev.parley.testing.ParleyClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A random ask on a story's study, whose answer is compared with the rules'. */
final class Asking {

    private final Story story;
    private final int replica;
    private final @Nullable String key;
    private final @Nullable KeptAsk kept;
    private final Request request;

    /** What is asked for; null for what is left out. */
    record Request(
            int count, @Nullable String fixed, @Nullable String worker, boolean resume) {

        private static Request random(RandomGenerator random) {
            return new Request(
                    random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1,
                    random.nextInt(5) > 0 ? null : random.nextBoolean() ? "a" : "b",
                    random.nextInt(3) == 0 ? null : "worker-" + random.nextInt(3),
                    random.nextInt(4) == 0);
        }

        private String json() {
            return "{'count': %d%s%s%s}"
                    .formatted(
                            count,
                            fixed == null ? "" : ", 'fixed': {'c': '" + fixed + "'}",
                            worker == null ? "" : ", 'worker': '" + worker + "'",
                            resume ? ", 'resume': true" : "");
        }
    }

    Asking(Story story, RandomGenerator random, int replica) {
        this.story = story;
        this.replica = replica;
        this.key = random.nextInt(4) == 0 ? "key-" + random.nextInt(3) : null;
        this.kept = key == null ? null : story.kept.ask(key).orElse(null);
        this.request = kept != null && random.nextInt(3) > 0 ? kept.request() : Request.random(random);
    }

    /** Asks, and compares. */
    void ask() {
        Answer answer = key == null
                ? story.send(replica, "POST", "/ask", request.json())
                : story.send(replica, "POST", "/ask", request.json(), "Idempotency-Key", key);
        if (request.resume && request.worker == null) {
            Story.compare(Expected.INVALID, answer);
        } else if (kept == null) {
            Story.compare(Expected.OK, answer);
            first(answer.body());
        } else if (kept.request().equals(request)) {
            Story.compare(Expected.OK, answer);
            again(kept.given(), answer.body());
        } else {
            Story.compare(Expected.OTHER_REQUEST, answer);
        }
    }

    private void first(JsonNode answer) {
        Handed handed = story.rules.ask(request.count, request.fixed, request.worker, request.resume);
        JsonNode trials = answer.path("trials");
        Story.equal(
                "the trials handed out",
                numbers(trials),
                handed.trials().stream().map(trial -> trial.number).toList());
        List<GivenLease> given = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            given.add(take(handed.trials().get(i), trials.path(i)));
        }
        story.leases.addAll(given);
        if (key != null && !given.isEmpty()) {
            story.kept.keep(key, new KeptAsk(request, given));
        }
        JsonNode standing = answer.path("study");
        Story.equal("the reason", standing.path("reason").asString(null), handed.reason());
        compareStanding(standing);
    }

    private GivenLease take(ModelTrial trial, JsonNode handed) {
        String choice = handed.at("/configuration/c").asString();
        if (trial.choice == null) {
            trial.choice = choice;
        }
        Story.equal("the choice of trial " + trial.number, choice, trial.choice);
        Story.equal("the state", handed.path("state").asString(), TrialState.RUNNING.toString());
        Story.equal(
                "the attempt at trial " + trial.number, handed.path("attempt").asInt(), trial.attempt);
        return new GivenLease(handed.path("lease").asString(), trial.number, trial.handout);
    }

    /** The trials as they are now, and of the leases only those that are in force still. */
    private void again(List<GivenLease> leases, JsonNode answer) {
        JsonNode trials = answer.path("trials");
        List<GivenLease> given = leases.stream()
                .sorted((one, other) -> Integer.compare(one.number(), other.number()))
                .toList();
        Story.equal(
                "the trials shown again",
                numbers(trials).stream().sorted().toList(),
                given.stream().map(GivenLease::number).toList());
        for (JsonNode shown : trials) {
            ModelTrial trial = story.model.trials.get(shown.path("number").asInt());
            GivenLease lease = given.stream()
                    .filter(one -> one.number() == trial.number)
                    .findFirst()
                    .orElseThrow();
            Story.equal("the state", shown.path("state").asString(), trial.state.toString());
            Story.equal(
                    "the lease shown again",
                    shown.path("lease").asString(null),
                    trial.isUnder(lease) ? lease.token() : null);
        }
        compareStanding(answer.path("study"));
    }

    private void compareStanding(JsonNode standing) {
        Story.equal("the study's state", standing.path("state").asString(), story.model.state.toString());
        Integer remaining =
                standing.has("remaining") ? standing.path("remaining").asInt() : null;
        Story.equal("what remains", remaining, story.model.remaining());
    }

    private static List<Integer> numbers(JsonNode trials) {
        return StreamSupport.stream(trials.spliterator(), false)
                .map(trial -> trial.path("number").asInt())
                .toList();
    }
}
