package dev.parley.mlflow;

import dev.parley.optimizer.Objective;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import dev.parley.trial.TrialResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trial that has ended, as a run.
 *
 * @param name what the run is called
 * @param status how it ended
 * @param startedAt when the trial was last handed out
 * @param endedAt when it ended
 * @param isWithdrawn whether its result counts no more, so that there is to be no run
 * @param tags its tags
 * @param parameters its configuration
 * @param values its values, at step 0: they belong to the last step that was reported
 * @param scores the single scores that values are means of, one a step
 */
record TrialRun(
        String name,
        RunStatus status,
        Instant startedAt,
        Instant endedAt,
        boolean isWithdrawn,
        SequencedMap<String, String> tags,
        SequencedMap<String, String> parameters,
        List<Point> values,
        List<Point> scores) {

    static final String STUDY = "parley.study";
    static final String STUDY_ID = "parley.study-id";
    static final String PROJECT = "parley.project";
    static final String TRIAL = "parley.trial";
    static final String REASON = "parley.reason";

    /** Beginnings of the names of metrics that go with an objective or constraint. */
    static final String STANDARD_ERROR = "standard_error/";

    static final String CONSTRAINT = "constraint/";
    static final String SCORE = "score/";

    /** Beginning of the names of tags that hold what else was told. */
    static final String ATTRIBUTE = "parley.attribute.";

    private static final int LONGEST_PARAMETER = 6_000;
    static final int LONGEST_TAG = 5_000;

    /** The tags by which a run is found again. */
    static Map<String, String> identity(StudyMark study, int number) {
        return Map.of(STUDY_ID, study.identity().toString(), TRIAL, Integer.toString(number));
    }

    static TrialRun of(TrialResponse trial, StudyView view, JsonMapper json) {
        Instant end = Objects.requireNonNullElse(trial.finishedAt(), trial.createdAt());
        boolean isRetracted = Boolean.TRUE.equals(trial.retracted());
        SequencedMap<String, String> parameters = new LinkedHashMap<>();
        trial.configuration()
                .forEach((name, value) ->
                        parameters.put(RunKey.of(name), Cut.toEllipsis(text(value, json), LONGEST_PARAMETER)));
        return new TrialRun(
                "trial " + trial.number(),
                RunStatus.of(trial.state()),
                Objects.requireNonNullElse(trial.startedAt(), trial.createdAt()),
                end,
                isRetracted && trial.state() == TrialState.CANCELLED,
                tags(trial, view, json),
                parameters,
                values(trial, end),
                scores(trial, end));
    }

    private static SequencedMap<String, String> tags(TrialResponse trial, StudyView view, JsonMapper json) {
        SequencedMap<String, String> tags = new LinkedHashMap<>();
        put(tags, PROJECT, view.study().project().name());
        put(tags, STUDY, view.study().name().value());
        put(tags, "parley.state", trial.state().toString());
        put(tags, "parley.origin", trial.origin());
        put(tags, "parley.attempt", Integer.toString(trial.attempt()));
        put(tags, "parley.worker", trial.worker());
        put(tags, REASON, trial.reason());
        put(tags, "parley.imported", flag(trial.imported()));
        put(tags, "parley.retracted", flag(trial.retracted()));
        put(tags, "parley.step", trial.step() == null ? null : trial.step().toString());
        put(tags, "mlflow.note.content", trial.rationale());
        Map<String, Object> attributes = trial.attributes() == null ? Map.of() : trial.attributes();
        attributes.forEach((name, value) -> put(tags, RunKey.of(ATTRIBUTE + name), text(value, json)));
        return tags;
    }

    private static void put(Map<String, String> tags, String key, @Nullable String value) {
        if (value != null) {
            tags.put(key, Cut.toEllipsis(value, LONGEST_TAG));
        }
    }

    private static @Nullable String flag(@Nullable Boolean is) {
        return Boolean.TRUE.equals(is) ? "true" : null;
    }

    private static List<Point> values(TrialResponse trial, Instant end) {
        List<Point> points = new ArrayList<>();
        add(points, "", trial.values(), end);
        add(points, STANDARD_ERROR, trial.standardErrors(), end);
        add(points, CONSTRAINT, trial.constraints(), end);
        return points;
    }

    private static void add(List<Point> points, String prefix, @Nullable Map<String, Double> figures, Instant end) {
        if (figures != null) {
            figures.forEach((name, value) -> points.add(new Point(RunKey.of(prefix + name), value, end, 0)));
        }
    }

    private static List<Point> scores(TrialResponse trial, Instant end) {
        Map<String, List<Double>> scores = trial.scores() == null ? Map.of() : trial.scores();
        List<Point> points = new ArrayList<>();
        scores.forEach((name, single) -> {
            for (int i = 0; i < single.size(); i++) {
                points.add(new Point(RunKey.of(SCORE + name), single.get(i), end, i));
            }
        });
        return points;
    }

    /** Texts as they are, all else as JSON. */
    private static String text(@Nullable Object value, JsonMapper json) {
        return value instanceof String string ? string : json.writeValueAsString(value);
    }

    /** What a study's objectives are, in words. */
    static String objectives(List<Objective> objectives) {
        return String.join(
                ", ",
                objectives.stream()
                        .map(objective ->
                                objective.direction().name().toLowerCase(Locale.ROOT) + " " + objective.name())
                        .toList());
    }
}
