package dev.parley.mlflow;

import dev.parley.mlflow.ScriptedMlflow.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Experiments and runs under MLflow's own rules, as MLflow 3.17 was seen to apply them. */
final class MlflowState {

    private static final JsonMapper JSON = new JsonMapper();
    /** Python's {@code [/\w.\- :]*}: its {@code \w} is letters, numbers and {@code _}. */
    private static final Pattern KEY = Pattern.compile("[/\\p{L}\\p{N}_.\\- :]*");

    private static final Pattern CONDITION = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");

    /** An experiment. */
    static final class Experiment {
        final String id;
        final String name;
        final Map<String, String> tags = new LinkedHashMap<>();
        boolean isDeleted;

        Experiment(String id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    /** One value of a metric. */
    record Measured(String key, double value, long timestamp, long step) {}

    /** A run. */
    static final class Run {
        final String id;
        final Experiment experiment;
        final String name;
        final long start;
        final Map<String, String> tags = new LinkedHashMap<>();
        final Map<String, String> parameters = new LinkedHashMap<>();
        final Set<Measured> metrics = new LinkedHashSet<>();
        String status = "RUNNING";
        long end;
        boolean isDeleted;

        Run(String id, Experiment experiment, String name, long start) {
            this.id = id;
            this.experiment = experiment;
            this.name = name;
            this.start = start;
        }

        int trial() {
            return Integer.parseInt(tags.get(TrialRun.TRIAL));
        }

        /** The value that is shown of a metric. */
        double last(String metric) {
            return metrics.stream()
                    .filter(measured -> measured.key.equals(metric))
                    .max(Comparator.comparingLong(Measured::step)
                            .thenComparingLong(Measured::timestamp)
                            .thenComparingDouble(Measured::value))
                    .orElseThrow()
                    .value;
        }
    }

    private final Map<String, Experiment> experiments = new LinkedHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private int made;

    /** The experiment of a name. */
    synchronized Experiment experiment(String name) {
        return experiments.values().stream()
                .filter(experiment -> experiment.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no experiment " + name));
    }

    /** A study's runs that are not deleted, in the order of their creation. */
    synchronized List<Run> runs(String study) {
        return all(study).stream().filter(run -> !run.isDeleted).toList();
    }

    /** A study's runs, deleted ones too. */
    synchronized List<Run> all(String study) {
        return runs.values().stream()
                .filter(run -> run.experiment.name.equals("parley/default/" + study))
                .toList();
    }

    /** Forgets an experiment with its runs. */
    synchronized void forget(Experiment experiment) {
        experiments.remove(experiment.id);
        runs.values().removeIf(run -> run.experiment == experiment);
    }

    /** Forgets a run. */
    synchronized void forget(Run run) {
        runs.remove(run.id);
    }

    /** What MLflow answers. */
    synchronized Answer answer(String path, JsonNode body) {
        return switch (path) {
            case "experiments/create" -> createExperiment(body.path("name").asString());
            case "experiments/get" ->
                experiment(experiments.get(body.path("experiment_id").asString()));
            case "experiments/get-by-name" ->
                experiment(named(body.path("experiment_name").asString()));
            case "experiments/search" -> ok(JSON.createObjectNode());
            case "experiments/set-experiment-tag" -> tagExperiment(body);
            case "runs/create" -> createRun(body);
            case "runs/search" -> search(body);
            case "runs/log-batch", "runs/update", "runs/delete-tag", "runs/delete" -> change(path, body);
            default -> new Answer(404, "<!doctype html>");
        };
    }

    private @Nullable Experiment named(String name) {
        return experiments.values().stream()
                .filter(experiment -> experiment.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    private Answer createExperiment(String name) {
        if (named(name) != null) {
            return Answer.error(400, "RESOURCE_ALREADY_EXISTS", "it is there");
        }
        String id = Integer.toString(++made);
        experiments.put(id, new Experiment(id, name));
        return ok(JSON.createObjectNode().put("experiment_id", id));
    }

    private static Answer experiment(@Nullable Experiment experiment) {
        if (experiment == null) {
            return Answer.absent("experiment");
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("experiment")
                .put("experiment_id", experiment.id)
                .put("name", experiment.name)
                .put("lifecycle_stage", experiment.isDeleted ? "deleted" : "active");
        return ok(answer);
    }

    private Answer tagExperiment(JsonNode body) {
        Experiment experiment = experiments.get(body.path("experiment_id").asString());
        if (experiment == null) {
            return Answer.absent("experiment");
        }
        experiment.tags.put(body.path("key").asString(), body.path("value").asString());
        return ok(JSON.createObjectNode());
    }

    private Answer createRun(JsonNode body) {
        Experiment experiment = experiments.get(body.path("experiment_id").asString());
        if (experiment == null) {
            return Answer.absent("experiment");
        }
        if (experiment.isDeleted) {
            return Answer.invalid("The experiment must be in the 'active' state.");
        }
        // In an order other than that of creation, as theirs are.
        String id = "%08x".formatted(Integer.reverse(++made));
        Run run = new Run(
                id,
                experiment,
                body.path("run_name").asString(),
                body.path("start_time").asLong());
        body.path("tags")
                .forEach(tag -> run.tags.put(
                        tag.path("key").asString(), tag.path("value").asString()));
        runs.put(id, run);
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("run").putObject("info").put("run_id", id);
        return ok(answer);
    }

    private Answer search(JsonNode body) {
        List<Matcher> conditions = new ArrayList<>();
        for (String condition : body.path("filter").asString().split(" AND ")) {
            Matcher matcher = CONDITION.matcher(condition);
            if (!matcher.matches()) {
                return Answer.invalid("Invalid filter: " + condition);
            }
            conditions.add(matcher);
        }
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode found = JSON.createArrayNode();
        for (Run run : runs.values()) {
            if (!run.isDeleted
                    && run.experiment.id.equals(body.at("/experiment_ids/0").asString())
                    && conditions.stream()
                            .allMatch(condition -> condition.group(2).equals(run.tags.get(condition.group(1))))) {
                found.addObject().putObject("info").put("run_id", run.id);
            }
        }
        if (!found.isEmpty()) {
            answer.set("runs", found);
        }
        return ok(answer);
    }

    private Answer change(String path, JsonNode body) {
        Run run = runs.get(body.path("run_id").asString());
        if (run == null) {
            return Answer.absent("run");
        }
        if (path.equals("runs/delete")) {
            run.isDeleted = true;
            return ok(JSON.createObjectNode());
        }
        if (run.isDeleted) {
            return Answer.invalid("The run must be in the 'active' state. Current state is deleted.");
        }
        return switch (path) {
            case "runs/log-batch" -> log(run, body);
            case "runs/update" -> {
                run.status = body.path("status").asString();
                run.end = body.path("end_time").asLong();
                yield ok(JSON.createObjectNode());
            }
            default ->
                run.tags.remove(body.path("key").asString()) == null
                        ? Answer.absent("tag")
                        : ok(JSON.createObjectNode());
        };
    }

    private static Answer log(Run run, JsonNode body) {
        int metrics = body.path("metrics").size();
        int parameters = body.path("params").size();
        int tags = body.path("tags").size();
        if (metrics > 1000 || parameters > 100 || tags > 100 || metrics + parameters + tags > 1000) {
            return Answer.invalid("A batch logging request can contain at most so many.");
        }
        if (body.toString().length() > 1_000_000) {
            return Answer.invalid("Batched logging API requests must be at most 1000000 bytes.");
        }
        for (JsonNode each : body) {
            for (JsonNode entry : each) {
                String key = entry.path("key").asString("fine");
                if (!isKey(key)) {
                    return Answer.invalid("Invalid value " + key + " for parameter 'name' supplied");
                }
            }
        }
        for (JsonNode parameter : body.path("params")) {
            String before = run.parameters.putIfAbsent(
                    parameter.path("key").asString(), parameter.path("value").asString());
            if (before != null && !before.equals(parameter.path("value").asString())) {
                return Answer.invalid("Changing param values is not allowed.");
            }
        }
        body.path("tags")
                .forEach(tag -> run.tags.put(
                        tag.path("key").asString(), tag.path("value").asString()));
        body.path("metrics")
                .forEach(metric -> run.metrics.add(new Measured(
                        metric.path("key").asString(),
                        metric.path("value").isString()
                                ? Double.parseDouble(metric.path("value").asString())
                                : metric.path("value").asDouble(),
                        metric.path("timestamp").asLong(),
                        metric.path("step").asLong())));
        return ok(JSON.createObjectNode());
    }

    static boolean isKey(String key) {
        return key.length() <= 250
                && KEY.matcher(key).matches()
                && !key.startsWith("/")
                && !key.startsWith("..")
                && !key.endsWith("/")
                && !key.contains("//")
                && !key.isEmpty()
                && List.of(key.split("/")).stream().noneMatch(part -> part.equals(".") || part.equals(".."));
    }

    private static Answer ok(JsonNode answer) {
        return new Answer(200, answer.toString());
    }
}
