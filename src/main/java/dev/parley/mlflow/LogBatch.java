package dev.parley.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Collects what is logged of a run and sends it in requests of no more than MLflow takes: 1,000 metrics, 100 parameters and 100
 * tags, 1,000 of all together, and a million bytes.
 */
final class LogBatch {

    private static final int MOST = 1_000;
    private static final int MOST_TEXTS = 100;
    private static final int MOST_BYTES = 900_000;

    /** What a metric takes at most beside its name, and a parameter or tag beside its texts. */
    private static final int BYTES_BESIDE = 120;

    private final Runs runs;
    private final String run;
    private final List<Map<String, Object>> metrics = new ArrayList<>();
    private final List<Map<String, Object>> parameters = new ArrayList<>();
    private final List<Map<String, Object>> tags = new ArrayList<>();
    private int bytes;

    LogBatch(Runs runs, String run) {
        this.runs = runs;
        this.run = run;
    }

    void add(Point point) {
        makeRoom(metrics, MOST, point.key(), "");
        metrics.add(Map.of(
                "key",
                point.key(),
                "value",
                Double.isFinite(point.value()) ? point.value() : Double.toString(point.value()),
                "timestamp",
                point.at().toEpochMilli(),
                "step",
                point.step()));
    }

    void addParameter(String key, String value) {
        makeRoom(parameters, MOST_TEXTS, key, value);
        parameters.add(Map.of("key", key, "value", value));
    }

    void addTag(String key, String value) {
        makeRoom(tags, MOST_TEXTS, key, value);
        tags.add(Map.of("key", key, "value", value));
    }

    private void makeRoom(List<?> list, int most, String key, String value) {
        int more = BYTES_BESIDE + length(key) + length(value);
        if (list.size() == most
                || metrics.size() + parameters.size() + tags.size() == MOST
                || bytes + more > MOST_BYTES) {
            send();
        }
        bytes += more;
    }

    /** How long a text is in JSON, at most. */
    private static int length(String text) {
        int escaped = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            escaped += c == '"' || c == '\\' ? 1 : c < ' ' ? 5 : 0;
        }
        return text.getBytes(StandardCharsets.UTF_8).length + escaped;
    }

    /** Sends what has been collected, if anything. */
    void send() {
        if (!metrics.isEmpty() || !parameters.isEmpty() || !tags.isEmpty()) {
            runs.log(run, metrics, parameters, tags);
            metrics.clear();
            parameters.clear();
            tags.clear();
            bytes = 0;
        }
    }
}
