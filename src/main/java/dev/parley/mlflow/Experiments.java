package dev.parley.mlflow;

import dev.parley.mlflow.MlflowException.Kind;
import dev.parley.study.StudyView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** MLflow's experiments, one a study. Each method may throw {@link MlflowException}. */
final class Experiments {

    private static final String BY_ID = "experiments/get";
    private static final String BY_NAME = "experiments/get-by-name";

    private final MlflowServer server;
    private final MlflowProperties properties;

    Experiments(MlflowServer server, MlflowProperties properties) {
        this.server = server;
        this.properties = properties;
    }

    /**
     * The identifier of a study's experiment, which is made if there is none, and then says what the study is.
     *
     * @throws MlflowException of the kind REFUSED if it has been deleted there and could be restored
     */
    String of(StudyMark mark, StudyView view) {
        String name = properties.experiment(
                view.study().project().name(), view.study().name().value());
        JsonNode found = Optional.ofNullable(mark.experiment())
                .flatMap(id -> find(BY_ID, "experiment_id", id))
                .or(() -> find(BY_NAME, "experiment_name", name))
                .orElseGet(() -> create(name));
        requireActive(found);
        String id = found.path("experiment_id").asString();
        if (!id.equals(mark.experiment())
                || mark.version() == null
                || mark.version() != view.study().version()) {
            describe(id, mark, view);
        }
        return id;
    }

    /** Fails unless an experiment can be logged to. */
    void check(String id) {
        requireActive(server.get(BY_ID, "experiment_id", id).path("experiment"));
    }

    /** Whether what failed at an experiment is that experiment's fault: MLflow can be used otherwise. */
    boolean isAtFault(MlflowException failure) {
        return switch (failure.kind()) {
            case REFUSED, ABSENT, PRESENT -> true;
            case AWAY, UNANSWERED, BROKEN -> server.isThere();
        };
    }

    private Optional<JsonNode> find(String path, String name, String value) {
        try {
            return Optional.of(server.get(path, name, value).path("experiment"));
        } catch (MlflowException e) {
            if (e.kind() == Kind.ABSENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private JsonNode create(String name) {
        try {
            String id = server.post("experiments/create", Map.of("name", name))
                    .path("experiment_id")
                    .asString();
            return server.get(BY_ID, "experiment_id", id).path("experiment");
        } catch (MlflowException e) {
            if (e.kind() == Kind.PRESENT) {
                return server.get(BY_NAME, "experiment_name", name).path("experiment");
            }
            throw e;
        }
    }

    private static void requireActive(JsonNode experiment) {
        if (!experiment.path("lifecycle_stage").asString("active").equals("active")) {
            throw new MlflowException(
                    Kind.REFUSED,
                    true,
                    null,
                    "the experiment %s is deleted; restore it in MLflow, or delete it there for good"
                            .formatted(experiment.path("name").asString()),
                    null);
        }
    }

    private void describe(String id, StudyMark mark, StudyView view) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(TrialRun.PROJECT, view.study().project().name());
        tags.put(TrialRun.STUDY, view.study().name().value());
        tags.put(TrialRun.STUDY_ID, mark.identity().toString());
        tags.put(
                "parley.objectives",
                Cut.toEllipsis(TrialRun.objectives(view.terms().objectives()), TrialRun.LONGEST_TAG));
        // Spares MLflow 3 the guess what kind of experiment it is.
        tags.put("mlflow.experimentKind", "custom_model_development");
        String description = view.study().description();
        if (description != null || mark.version() != null) {
            tags.put(
                    "mlflow.note.content",
                    Cut.toEllipsis(description == null ? "" : description, TrialRun.LONGEST_TAG));
        }
        tags.forEach((key, value) ->
                server.post("experiments/set-experiment-tag", Map.of("experiment_id", id, "key", key, "value", value)));
    }
}
