package dev.parley.katib;

import api.v1.beta1.Api.Metric;
import api.v1.beta1.Api.ParameterAssignment;
import api.v1.beta1.Api.Trial;
import dev.parley.trial.ToldState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trial as Katib tells of it.
 *
 * @param name its name
 * @param assignments its parameters and their values, as texts
 * @param fate how far it is
 * @param value the metric to optimize; null if Katib has none
 * @param startedAt when it began; null if Katib does not say, or not when it ended
 * @param finishedAt when it ended; null as {@code startedAt} is
 * @param attributes what else Katib knows of it
 */
record KatibTrial(
        String name,
        Map<String, String> assignments,
        Fate fate,
        @Nullable Double value,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Map<String, Object> attributes) {

    /** The attribute that holds the trial's name in Katib. */
    static final String NAME = "katibTrial";

    /** No trial ended later. */
    private static final Instant LATEST = Instant.parse("2999-12-31T23:59:59Z");

    /** How far a trial is. */
    enum Fate {
        /** It has no end yet. */
        RUNNING,
        COMPLETE,
        /** Katib's early stopping ended it. */
        PRUNED,
        FAILED,
        /** Somebody ended it. */
        KILLED;

        /** What to tell of it; null if nothing. */
        @Nullable
        ToldState told() {
            return switch (this) {
                case COMPLETE -> ToldState.COMPLETE;
                case PRUNED -> ToldState.PRUNED;
                case FAILED -> ToldState.FAILED;
                case RUNNING, KILLED -> null;
            };
        }
    }

    static KatibTrial of(Trial trial, String metric) {
        Map<String, String> assignments = new HashMap<>();
        for (ParameterAssignment one : trial.getSpec().getParameterAssignments().getAssignmentsList()) {
            assignments.put(one.getName(), one.getValue());
        }
        Double value = null;
        Map<String, Object> others = new LinkedHashMap<>();
        for (Metric one : trial.getStatus().getObservation().getMetricsList()) {
            Double number = number(one.getValue());
            if (one.getName().equals(metric)) {
                value = number;
            } else {
                others.put(
                        storable(one.getName()),
                        number != null && Double.isFinite(number) ? (Object) number : storable(one.getValue()));
            }
        }
        Instant start = time(trial.getStatus().getStartTime());
        Instant end = time(trial.getStatus().getCompletionTime());
        boolean areTimes = start != null && end != null && !end.isBefore(start);
        return new KatibTrial(
                storable(trial.getName()),
                assignments,
                fate(trial, value != null),
                value,
                areTimes ? start : null,
                areTimes ? end : null,
                attributes(trial, others));
    }

    /** A time as Katib writes it; null where there is none, for which Go has the first day of the year 1. */
    private static @Nullable Instant time(String text) {
        try {
            Instant time = Instant.parse(text);
            return time.isBefore(Instant.EPOCH) || time.isAfter(LATEST) ? null : time;
        } catch (DateTimeParseException none) {
            return null;
        }
    }

    private static Fate fate(Trial trial, boolean hasValue) {
        return switch (trial.getStatus().getCondition()) {
            case SUCCEEDED -> hasValue ? Fate.COMPLETE : Fate.FAILED;
            case EARLYSTOPPED -> Fate.PRUNED;
            case FAILED, METRICSUNAVAILABLE -> Fate.FAILED;
            case KILLED -> Fate.KILLED;
            case CREATED, RUNNING, UNKNOWN, UNRECOGNIZED -> Fate.RUNNING;
        };
    }

    private static Map<String, Object> attributes(Trial trial, Map<String, Object> others) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(NAME, storable(trial.getName()));
        if (!others.isEmpty()) {
            attributes.put("metrics", others);
        }
        if (!trial.getStatus().getStartTime().isEmpty()) {
            attributes.put("startTime", storable(trial.getStatus().getStartTime()));
        }
        if (!trial.getStatus().getCompletionTime().isEmpty()) {
            attributes.put("completionTime", storable(trial.getStatus().getCompletionTime()));
        }
        return attributes;
    }

    /** PostgreSQL keeps no NUL. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** A number as programs of all languages print it; null where there is none, as in {@code unavailable}. */
    private static @Nullable Double number(String text) {
        String stripped = text.strip().toLowerCase(Locale.ROOT);
        return switch (stripped.replaceFirst("^[+-]", "")) {
            case "nan" -> Double.NaN;
            case "inf", "infinity" -> stripped.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            default -> {
                try {
                    yield Double.parseDouble(stripped);
                } catch (NumberFormatException none) {
                    yield null;
                }
            }
        };
    }

    boolean isRunning() {
        return fate == Fate.RUNNING;
    }

    /** Why it has no value, in words; null if it has one. */
    @Nullable
    String reason(String metric) {
        return switch (fate) {
            case FAILED -> value != null ? "It failed in Katib." : "Katib has no value of %s for it.".formatted(metric);
            case PRUNED -> "Katib's early stopping ended it.";
            case RUNNING, COMPLETE, KILLED -> null;
        };
    }
}
