import java.io.IOException;
import java.time.Duration;

/** Asks one replica for a trial of a study with some history, again and again, until it gives one. */
final class Probe {

    static final String STUDY = "probe";

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Api api;

    Probe(Api api) {
        this.api = api;
    }

    /** Makes the study that is asked, with finished trials. */
    static void prepare(Api api, String space, int trials) {
        api.study("PUT", STUDY, """
                {"space": %s, "objectives": [{"name": "loss", "direction": "minimize"}],
                 "strategy": {"type": "tpe", "seed": 3}, "lease": {"seconds": 5, "attempts": 1}}""".formatted(space));
        for (int i = 0; i < trials; i++) {
            tell(api, api.study("POST", STUDY + "/ask", "{}"));
        }
    }

    /** Waits until the service is asked with success; answers the seconds since a moment of {@link System#nanoTime}. */
    double secondsUntilAsked(long since) {
        Object[] answer = new Object[1];
        Waiting.until("an ask to be answered", LIMIT, PAUSE, () -> {
            try {
                Api.Answer got = api.study("POST", STUDY + "/ask", "{}", null, Duration.ofSeconds(10));
                answer[0] = got.status() == 200 ? got.body() : null;
            } catch (IOException notYet) {
                answer[0] = null;
            }
            return answer[0] != null;
        });
        double seconds = (System.nanoTime() - since) / 1e9;
        tell(api, answer[0]);
        return seconds;
    }

    private static void tell(Api api, Object answer) {
        try {
            api.study("POST", STUDY + "/trials/" + Json.integer(answer, "trials/0/number") + "/tell",
                    "{\"state\":\"complete\",\"values\":{\"loss\":" + Json.at(answer, "trials/0/configuration/momentum") + "}}",
                    null, Duration.ofSeconds(10));
        } catch (IOException e) {
            // Whether the probe's trial ends is nobody's concern: its lease is short.
        }
    }
}
