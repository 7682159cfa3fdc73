import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Asks, runs and tells one study's trials until the study is completed, and keeps the ledger. */
final class Worker {

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final String JSON_LEASE = "{\"lease\":\"%s\"}";

    private final String name;
    private final String study;
    private final PatientClient client;
    private final Habits habits;
    private final Ledger ledger;
    private final Latencies latencies;
    private final Random random;
    private int asks;

    Worker(String name, String study, PatientClient client, Habits habits, Ledger ledger, Latencies latencies) {
        this.name = name;
        this.study = study;
        this.client = client;
        this.habits = habits;
        this.ledger = ledger;
        this.latencies = latencies;
        this.random = new Random((study + name).hashCode());
    }

    /** Works until the study is completed. */
    void work() {
        while (true) {
            Object answer = ask();
            List<?> trials = Json.list(answer, "trials");
            if (trials.isEmpty() && Json.text(answer, "study/state").equals("completed")) {
                return;
            }
            if (trials.isEmpty()) {
                ledger.tally().count("empty " + Json.text(answer, "study/reason"));
                Waiting.pause(LONGEST_PAUSE);
            }
            for (Object trial : trials) {
                String lease = Json.text(trial, "lease");
                if (!lease.isEmpty()) {
                    run(trial, lease);
                }
            }
        }
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private Object ask() {
        Ledger.Ask ask = new Ledger.Ask(study, study + "-" + name + "-" + asks++, chance(habits.keyed()));
        boolean isCrash = chance(habits.crashes());
        String body = "{\"worker\":\"%s\"%s}".formatted(name, isCrash ? ",\"leaseSeconds\":1" : "");
        String key = ask.isKeyed() ? ask.id() : null;
        long sent = System.nanoTime();
        Object answer = sendAsk(ask, body, key);
        latencies.ask(System.nanoTime() - sent);
        if (ask.isKeyed() && chance(habits.repeatedAsks())) {
            client.moveOn();
            ledger.tally().count("ask repeated");
            Object again = sendAsk(ask, body, key);
            answer = Json.list(answer, "trials").isEmpty() ? again : answer;
        }
        return isCrash ? crash() : answer;
    }

    private Object sendAsk(Ledger.Ask ask, String body, String key) {
        PatientClient.Reply reply = client.post("ask", study + "/ask", body, key);
        Object answer = reply.answer().success();
        ledger.asked(ask, answer, reply.unknown());
        return answer;
    }

    /** Forgets what was asked for, as a process that ends does. */
    private Object crash() {
        ledger.tally().count("crash");
        return Json.read("{\"study\": {\"reason\": \"crash\"}}");
    }

    private void run(Object trial, String token) {
        Lease lease = Lease.parse(token);
        if (chance(habits.releases())) {
            release(lease, token);
        } else if (runs(lease, token)) {
            tell(lease, token, loss(trial, lease));
        }
    }

    /** Lets a trial's time pass, mostly a short one, with heartbeats; answers whether the trial is still the worker's. */
    private boolean runs(Lease lease, String token) {
        long end = System.nanoTime() + (long) (Math.pow(random.nextDouble(), 4) * habits.work().toNanos());
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            Waiting.pause(Duration.ofNanos(Math.min(left, habits.beat().toNanos())));
            if (left > habits.beat().toNanos() && !heartbeat(lease, token)) {
                return false;
            }
        }
        return true;
    }

    private boolean heartbeat(Lease lease, String token) {
        Api.Answer answer = act("heartbeat", lease, JSON_LEASE.formatted(token));
        if (answer.status() == 200) {
            ledger.renewed(study, lease, Instant.parse(Json.text(answer.body(), "leaseExpiresAt")));
            return true;
        }
        expectLost("heartbeat", lease, answer);
        return false;
    }

    private void release(Lease lease, String token) {
        ledger.givesUp(study, lease);
        Api.Answer answer = act("release", lease, JSON_LEASE.formatted(token));
        if (answer.status() != 200) {
            expectLost("release", lease, answer);
        }
    }

    private void tell(Lease lease, String token, double loss) {
        long sent = System.nanoTime();
        boolean isTold = sendTell(lease, token, loss);
        latencies.tell(System.nanoTime() - sent);
        if (isTold && chance(habits.repeatedTells())) {
            client.moveOn();
            ledger.tally().count("tell repeated");
            sendTell(lease, token, loss);
        }
        if (isTold && chance(habits.contradictions())) {
            client.moveOn();
            Api.Answer answer = act("tell", lease, outcome(token, loss + 1));
            if (answer.status() != 409 || !answer.problem().equals("already-told")) {
                ledger.violation(study + ": a second result of " + lease + " was answered " + answer);
            }
        }
    }

    private boolean sendTell(Lease lease, String token, double loss) {
        Api.Answer answer = act("tell", lease, outcome(token, loss));
        if (answer.status() == 200) {
            ledger.told(study, lease, loss);
            return true;
        }
        if (answer.status() == 409 && answer.problem().equals("already-told")) {
            ledger.overtaken(study, lease);
        } else {
            ledger.violation(study + ": a tell of " + lease + " was answered " + answer);
        }
        return false;
    }

    private static String outcome(String token, double loss) {
        return "{\"lease\":\"" + token + "\",\"state\":\"complete\",\"values\":{\"loss\":" + loss + "}}";
    }

    private Api.Answer act(String operation, Lease lease, String body) {
        String path = study + "/trials/" + lease.number() + "/" + operation;
        return client.post(operation, path, body, null).answer();
    }

    private void expectLost(String operation, Lease lease, Api.Answer answer) {
        if (answer.status() == 409 && answer.problem().equals("lease-lost")) {
            ledger.lost(study, lease);
        } else {
            ledger.violation(study + ": a " + operation + " of " + lease + " was answered " + answer);
        }
    }

    /** A smooth loss of the configuration, and a trace of who told it. */
    private static double loss(Object trial, Lease lease) {
        double lr = (Double) Json.at(trial, "configuration/lr");
        double momentum = (Double) Json.at(trial, "configuration/momentum");
        return Math.pow(Math.log10(lr) + 3, 2) + Math.pow(momentum - 0.9, 2) + 1e-9 * (lease.nonce() & 0xffff);
    }
}
