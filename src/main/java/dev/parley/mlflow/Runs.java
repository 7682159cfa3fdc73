package dev.parley.mlflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** MLflow's runs. Each method may throw {@link MlflowException}. */
final class Runs {

    private static final int MOST_FOUND = 100;

    private final MlflowServer server;

    Runs(MlflowServer server) {
        this.server = server;
    }

    /** Begins a run; answers its identifier. */
    String create(String experiment, String name, Instant at, Map<String, String> tags) {
        return server.post(
                        "runs/create",
                        Map.of(
                                "experiment_id",
                                experiment,
                                "run_name",
                                name,
                                "start_time",
                                at.toEpochMilli(),
                                "tags",
                                list(tags)))
                .at("/run/info/run_id")
                .asString();
    }

    private static List<Map<String, String>> list(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Map.of("key", tag.getKey(), "value", tag.getValue()))
                .toList();
    }

    /** The identifiers of an experiment's runs that have all of these tags and are not deleted, in alphabetical order. */
    List<String> find(String experiment, Map<String, String> tags) {
        String filter = tags.entrySet().stream()
                .map(tag -> "tags.`%s` = '%s'".formatted(tag.getKey(), tag.getValue()))
                .collect(Collectors.joining(" AND "));
        JsonNode answer = server.post(
                "runs/search",
                Map.of(
                        "experiment_ids",
                        List.of(experiment),
                        "filter",
                        filter,
                        "run_view_type",
                        "ACTIVE_ONLY",
                        "max_results",
                        MOST_FOUND));
        TreeSet<String> found = new TreeSet<>();
        answer.path("runs").forEach(run -> found.add(run.at("/info/run_id").asString()));
        return new ArrayList<>(found);
    }

    /** Adds to a run. What is there already stays as it is if it is the same. */
    void log(
            String run,
            List<Map<String, Object>> metrics,
            List<Map<String, Object>> parameters,
            List<Map<String, Object>> tags) {
        Map<String, Object> body = new HashMap<>();
        body.put("run_id", run);
        body.put("metrics", metrics);
        body.put("params", parameters);
        body.put("tags", tags);
        server.post("runs/log-batch", body);
    }

    void end(String run, RunStatus status, Instant at) {
        server.post("runs/update", Map.of("run_id", run, "status", status.name(), "end_time", at.toEpochMilli()));
    }

    void deleteTag(String run, String key) {
        server.post("runs/delete-tag", Map.of("run_id", run, "key", key));
    }

    /** Puts a run into MLflow's trash. */
    void delete(String run) {
        server.post("runs/delete", Map.of("run_id", run));
    }
}
