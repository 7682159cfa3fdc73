package dev.parley.rules;

import dev.parley.study.TrialState;
import dev.parley.testing.Api;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ParleyClient.Answer;
import dev.parley.testing.ProgressInvariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * One study and a sequence of random calls on it, each put to the service and to the model, whose answers and states must
 * agree. A call is chosen by a seed of its own and by what there is, so that any of them can be left out.
 */
final class Story {

    private static final String STUDY = """
        {'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1},
                   {'name': 'c', 'type': 'categorical', 'choices': ['a', 'b']}],
         'objectives': [{'name': 'loss', 'direction': 'minimize'}], 'strategy': {'type': 'random', 'seed': 1},
         'lease': {'attempts': %d}, %s}
        """;

    /** After how many calls the whole state is compared. */
    private static final int CHECKED_EVERY = 8;

    final String name = Api.freshName();
    final List<String> log = new ArrayList<>();
    final List<GivenLease> leases = new ArrayList<>();
    final KeptRequests kept = new KeptRequests();
    final ModelStudy model;
    final Rules rules;
    private final List<ParleyClient> replicas;
    private final JdbcClient jdbc;

    /**
     * A story that has begun.
     *
     * @param seed decides the study's limits and attempts
     * @param replicas the services, one of which takes each call
     */
    Story(long seed, List<ParleyClient> replicas, JdbcClient jdbc) {
        RandomGenerator random = new SplittableRandom(seed);
        this.replicas = replicas;
        this.jdbc = jdbc;
        this.model = new ModelStudy(1 + random.nextInt(3), ModelLimits.random(random));
        this.rules = new Rules(model);
        String study = STUDY.formatted(model.attempts, model.limits.json());
        replicas.getFirst().create(name, Api.json(study));
        log.add("attempts %d, %s".formatted(model.attempts, model.limits.json()));
        ParleyClient other = replicas.getFirst();
        other.create(name + "-elsewhere", Api.json(STUDY.formatted(3, "'limits': {}")));
        leases.add(
                new GivenLease(other.askOne(name + "-elsewhere").path("lease").asString(), GivenLease.ELSEWHERE, 1));
    }

    /** Tells it to the end. */
    void tell(List<Long> steps) {
        for (int i = 0; i < steps.size(); i++) {
            new Calls(this, new SplittableRandom(steps.get(i))).callOne();
            if (i % CHECKED_EVERY == CHECKED_EVERY - 1 || i == steps.size() - 1) {
                compareProgress();
                compareTrials();
                new ProgressInvariants(jdbc).check(name);
            }
        }
    }

    /** Sends a call below the study; notes what was sent and answered. */
    Answer send(int replica, String method, String below, String body, String... headers) {
        Answer answer = replicas.get(replica % replicas.size()).study(method, name + below, Api.json(body), headers);
        log.add("%d: %s %s %s %s -> %d %s"
                .formatted(
                        replica % replicas.size(),
                        method,
                        below,
                        body,
                        List.of(headers),
                        answer.status(),
                        answer.body().path("type").asString("")));
        return answer;
    }

    /** Compares an answer with what was expected. */
    static void compare(Expected expected, Answer answer) {
        String type = answer.body().path("type").asString("").replaceFirst(".*/", "");
        Expected actual = new Expected(answer.status(), answer.status() < 400 ? null : type);
        equal("the answer", actual, expected);
    }

    static void equal(String what, @Nullable Object actual, @Nullable Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError("%s: the service has %s, the rules have %s".formatted(what, actual, expected));
        }
    }

    private void compareProgress() {
        JsonNode study = read("");
        equal("the study's state", study.path("state").asString(), model.state.toString());
        equal("its version", study.path("version").asInt(), model.version);
        JsonNode progress = study.path("progress");
        for (TrialState state : TrialState.values()) {
            equal(
                    state + " trials",
                    progress.path("trials").path(state.toString()).asInt(),
                    model.count(state));
        }
        equal("imported trials", progress.path("imported").asInt(), model.trials.size() - model.counted());
        equal("the revision", progress.path("revision").asLong(), model.revision);
        JsonNode best = progress.path("best");
        equal(
                "the best",
                best.path("number").asInt(-1),
                model.best().map(trial -> trial.number).orElse(-1));
        equal(
                "the best value",
                best.has("value") ? best.path("value").asDouble() : null,
                model.best().map(trial -> trial.value).orElse(null));
    }

    private void compareTrials() {
        JsonNode trials = read("/trials?pageSize=1000").path("trials");
        equal("trials", trials.size(), model.trials.size());
        for (ModelTrial trial : model.trials) {
            JsonNode stored = trials.path(trial.number);
            ModelTrial found = new ModelTrial(
                    stored.path("number").asInt(),
                    TrialState.of(stored.path("state").asString()),
                    stored.path("imported").asBoolean(false),
                    stored.at("/configuration/c").asString());
            found.attempt = stored.path("attempt").asInt();
            found.worker = stored.has("worker") ? stored.path("worker").asString() : null;
            found.value = stored.has("values") ? stored.at("/values/loss").asDouble() : null;
            found.retracted = stored.path("retracted").asBoolean(false);
            found.revision = stored.path("revision").asLong();
            equal("a trial", found.toString(), trial.toString());
            equal("its lease's end", stored.has("leaseExpiresAt"), trial.state == TrialState.RUNNING);
        }
    }

    private JsonNode read(String below) {
        return replicas.getLast().study("GET", name + below, "").expect(200);
    }

    /** Lets the leases of running trials run out, and waits until the reaper has taken them. */
    void expire(List<ModelTrial> running) {
        log.add("leases run out: " + running.stream().map(trial -> trial.number).toList());
        Expiry.of(jdbc, name, running.stream().map(trial -> trial.number).toList());
    }
}
