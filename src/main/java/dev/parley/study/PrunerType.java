package dev.parley.study;

import java.util.Locale;
import java.util.Set;

/** What decides which trials stop early, and the fields of its definition. */
public enum PrunerType {
    MEDIAN("startupTrials", "warmupSteps", "interval", "minTrials"),
    PERCENTILE("percentile", "startupTrials", "warmupSteps", "interval", "minTrials"),
    PATIENCE("patience", "minDelta", "wrapped"),
    THRESHOLD("lower", "upper", "warmupSteps", "interval"),
    ASHA("minResource", "reductionFactor", "minEarlyStoppingRate", "bootstrapCount");

    private final Set<String> fields;

    PrunerType(String... fields) {
        this.fields = Set.of(fields);
    }

    /** Whether its definition may have a field. */
    boolean has(String field) {
        return fields.contains(field);
    }

    /** The type's word, such as {@code asha}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
