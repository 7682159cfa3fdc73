import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client as clients should be: what fails is sent again, the same and with the same key, to the next replica, after a pause
 * that grows up to a second. A failure is a connection that breaks, an answer that does not come, a 5xx or a 429.
 */
final class PatientClient {

    /** How long it goes on before it counts the service as broken. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int FIRST_PAUSE_MILLIS = 20;
    private static final int LONGEST_PAUSE_MILLIS = 1_000;

    /** What the protocol promises a client that has to try again. */
    private static final Set<String> PROMISED = Set.of("503 database-unavailable", "503 unavailable", "429 overloaded");

    private final List<Api> replicas;
    private final Duration limit;
    private final Ledger ledger;
    private int home;

    /**
     * A client.
     *
     * @param home the place of the replica it begins with
     * @param limit how long it waits for one answer
     */
    PatientClient(List<Api> replicas, int home, Duration limit, Ledger ledger) {
        this.replicas = replicas;
        this.home = home;
        this.limit = limit;
        this.ledger = ledger;
    }

    /**
     * The answer to a request, at last.
     *
     * @param answer an answer that is no failure
     * @param unknown how often the request was sent without learning what came of it
     */
    record Reply(Api.Answer answer, int unknown) {}

    /** Goes to the next replica with the next request. */
    void moveOn() {
        home = (home + 1) % replicas.size();
    }

    Reply post(String operation, String path, String body, String key) {
        return send(operation, "POST", path, body, key);
    }

    Reply send(String operation, String method, String path, String body, String key) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int unknown = 0;
        for (int attempt = 0; System.nanoTime() < end; attempt++) {
            Api.Answer answer = once(operation, method, path, body, key);
            if (answer != null && answer.status() < 500 && answer.status() != 429) {
                ledger.tally().count(operation + " " + answer.status());
                return new Reply(answer, unknown);
            }
            unknown += answer != null && answer.status() == 429 ? 0 : 1;
            moveOn();
            int most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
            Waiting.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(most / 2, most)));
        }
        ledger.violation(operation + " at " + path + " was not answered within " + PATIENCE.toMinutes() + " minutes");
        throw new IllegalStateException("no answer to " + operation);
    }

    /** One attempt; null if there was no answer. */
    private Api.Answer once(String operation, String method, String path, String body, String key) {
        try {
            Api.Answer answer = replicas.get(home).study(method, path, body, key, limit);
            if (answer.status() >= 500 || answer.status() == 429) {
                String failure = answer.status() + " " + answer.problem();
                ledger.tally().count("retry " + failure);
                if (!PROMISED.contains(failure) || answer.retryAfter().isEmpty()) {
                    ledger.violation(operation + " was answered " + answer.status() + ": " + answer.text());
                }
            }
            return answer;
        } catch (HttpTimeoutException e) {
            ledger.tally().count("retry timeout");
        } catch (IOException e) {
            ledger.tally().count("retry connection");
        }
        return null;
    }
}
