package dev.parley.rules;

import dev.parley.rules.Rules.Added;
import dev.parley.study.TrialState;
import dev.parley.testing.ParleyClient.Answer;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One random call on a story's study, whose answer is compared with the rules'. */
final class Calls {

    private static final List<TrialState> TOLD =
            List.of(TrialState.COMPLETE, TrialState.PRUNED, TrialState.INFEASIBLE, TrialState.FAILED);

    private static final double[] VALUES = {0.05, 0.2, 0.3, 0.3, 0.5, Double.NaN};

    private final Story story;
    private final RandomGenerator random;
    private final int replica;

    Calls(Story story, RandomGenerator random) {
        this.story = story;
        this.random = random;
        this.replica = random.nextInt(2);
    }

    /** Makes a call of any kind. */
    void callOne() {
        int kind = random.nextInt(100);
        if (kind < 27) {
            ask();
        } else if (kind < 53) {
            tell();
        } else if (kind < 60) {
            report();
        } else if (kind < 64) {
            heartbeat();
        } else if (kind < 70) {
            release();
        } else if (kind < 74) {
            onTrial("cancel");
        } else if (kind < 79) {
            onTrial("retract");
        } else if (kind < 86) {
            add();
        } else if (kind < 91) {
            changeState();
        } else if (kind < 95) {
            patch();
        } else {
            expire();
        }
    }

    private void ask() {
        new Asking(story, random, replica).ask();
    }

    private void tell() {
        int number = number();
        TrialState told = random.nextInt(2) == 0 ? TrialState.COMPLETE : pick(TOLD);
        boolean hasValue = random.nextInt(10) == 0 ? random.nextBoolean() : isValued(told);
        Double value = hasValue ? (Double) value() : null;
        GivenLease lease = lease(number);
        String body =
                "{%s'state': '%s'%s}".formatted(leaseField(lease), told, value == null ? "" : ", " + values(value));
        Expected expected = story.rules.tell(number, told, value, lease);
        compare(expected, "/trials/" + number + "/tell", body);
    }

    /** Whether a result of this kind mostly comes with a value. */
    private boolean isValued(TrialState told) {
        return told == TrialState.COMPLETE || (told == TrialState.PRUNED && random.nextBoolean());
    }

    private void report() {
        int number = number();
        GivenLease lease = lease(number);
        long step = random.nextInt(4);
        double value = value();
        Expected expected = story.rules.report(number, lease, step, value);
        String body = "{%s'step': %d, %s}".formatted(leaseField(lease), step, values(value));
        compare(expected, "/trials/" + number + "/report", body);
    }

    private void heartbeat() {
        int number = number();
        GivenLease lease = lease(number);
        Expected expected = story.rules.heartbeat(number, lease);
        compare(expected, "/trials/" + number + "/heartbeat", "{%s'leaseSeconds': 600}".formatted(leaseField(lease)));
    }

    private void release() {
        int number = number();
        GivenLease lease = lease(number);
        Expected expected = story.rules.release(number, lease);
        compare(
                expected,
                "/trials/" + number + "/release",
                "{" + leaseField(lease).replace(", ", "") + "}");
    }

    private void onTrial(String verb) {
        int number = number();
        Expected expected = verb.equals("cancel") ? story.rules.cancel(number) : story.rules.retract(number);
        compare(expected, "/trials/" + number + "/" + verb, "");
    }

    private void add() {
        List<Added> fresh =
                Stream.generate(this::added).limit(1 + random.nextInt(3)).toList();
        if (random.nextBoolean()) {
            compare(story.rules.add(fresh), "/trials", json(fresh));
            return;
        }
        String key = "key-" + random.nextInt(2);
        List<Added> added = random.nextBoolean() ? story.kept.addition(key).orElse(fresh) : fresh;
        Expected expected = story.kept.addition(key, added, () -> story.rules.add(added));
        compare(expected, "/trials", json(added), "Idempotency-Key", key);
    }

    private Added added() {
        TrialState state = random.nextBoolean() ? TrialState.QUEUED : pick(TOLD);
        double value = value();
        if (state == TrialState.COMPLETE && Double.isNaN(value)) {
            value = 0.4;
        }
        return new Added(state, choice(), state == TrialState.COMPLETE ? (Double) value : null);
    }

    private static String json(List<Added> added) {
        return "{'trials': [" + added.stream().map(Calls::json).collect(Collectors.joining(", ")) + "]}";
    }

    private static String json(Added added) {
        return "{'state': '%s', 'configuration': {'x': 0.5, 'c': '%s'}%s}"
                .formatted(added.state(), added.choice(), added.value() == null ? "" : ", " + values(added.value()));
    }

    private void changeState() {
        switch (random.nextInt(5)) {
            case 0 -> compare(story.rules.complete(), "/complete", "");
            case 1, 2 -> compare(story.rules.pause(), "/pause", "");
            default -> compare(story.rules.resume(), "/resume", "");
        }
    }

    private void patch() {
        ModelLimits limits = ModelLimits.random(random);
        int version = story.model.version - (random.nextInt(6) == 0 ? 1 : 0);
        String[] precondition =
                random.nextInt(8) == 0 ? new String[0] : new String[] {"If-Match", "\"" + version + "\""};
        Expected expected = precondition.length == 0
                ? Expected.NO_PRECONDITION
                : version != story.model.version ? Expected.OTHER_VERSION : story.rules.patch(limits);
        Answer answer = story.send(replica, "PATCH", "", "{" + limits.json() + "}", precondition);
        Story.compare(expected, answer);
    }

    private void expire() {
        List<ModelTrial> running = story.model
                .in(TrialState.RUNNING)
                .filter(trial -> random.nextBoolean())
                .toList();
        if (!running.isEmpty()) {
            story.expire(running);
            story.rules.expire(running);
        }
    }

    private void compare(Expected expected, String below, String body, String... headers) {
        Story.compare(expected, story.send(replica, "POST", below, body, headers));
    }

    /** A trial's number, at times one that there is not. */
    private int number() {
        List<ModelTrial> running = story.model.in(TrialState.RUNNING).toList();
        return !running.isEmpty() && random.nextInt(3) > 0
                ? pick(running).number
                : random.nextInt(story.model.trials.size() + 1);
    }

    /** A lease: mostly the trial's last, at times one before, another's, none, or nonsense. */
    private @Nullable GivenLease lease(int number) {
        List<GivenLease> own =
                story.leases.stream().filter(lease -> lease.number() == number).toList();
        int kind = random.nextInt(20);
        if (kind == 0) {
            return GivenLease.NONSENSE;
        }
        if (kind == 1) {
            return null;
        }
        if (kind < 4 || own.isEmpty()) {
            return pick(story.leases);
        }
        return kind < 8 ? pick(own) : own.getLast();
    }

    private static String leaseField(@Nullable GivenLease lease) {
        return lease == null ? "" : "'lease': '" + lease.token() + "', ";
    }

    private double value() {
        return VALUES[random.nextInt(VALUES.length)];
    }

    private static String values(double value) {
        String text = Double.isNaN(value) ? "'NaN'" : String.format(Locale.ROOT, "%s", value);
        return "'values': {'loss': " + text + "}";
    }

    private String choice() {
        return random.nextBoolean() ? "a" : "b";
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
