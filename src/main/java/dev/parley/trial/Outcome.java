package dev.parley.trial;

import dev.parley.study.TrialState;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** How a trial ended. Two outcomes are the same result if they are equal. */
sealed interface Outcome {

    /** The state a trial with this outcome is in. */
    TrialState state();

    /** The objectives' values; null where there are none. */
    @Nullable
    MeasuredValues measured();

    /** The outcome constraints by name: satisfied at zero and below. */
    SequencedMap<String, Double> constraints();

    /** Why, in words. */
    @Nullable
    String reason();

    /** Whether this outcome says something about the configuration, and not only about one worker's luck. */
    default boolean isVerdict() {
        return switch (this) {
            case Completed c -> true;
            case Infeasible i -> true;
            case Pruned p -> false;
            case Failed f -> false;
        };
    }

    /** The last step that it reported, of one that was stopped early. */
    default @Nullable Long step() {
        return null;
    }

    /** Whether the other is the same result, whatever words came with it. */
    default boolean isSameResult(Outcome other) {
        return state() == other.state()
                && Objects.equals(step(), other.step())
                && (measured() == null
                        ? other.measured() == null
                        : other.measured() != null && measured().isSameAs(other.measured()))
                && Map.copyOf(constraints()).equals(Map.copyOf(other.constraints()));
    }

    /** Σ max(0, c) over the constraints. */
    default double violation() {
        return constraints().values().stream().mapToDouble(c -> Math.max(0, c)).sum();
    }

    /**
     * It ran to its end.
     *
     * @param measured the objectives' values, all finite
     */
    record Completed(MeasuredValues measured, SequencedMap<String, Double> constraints) implements Outcome {

        public Completed {
            Objects.requireNonNull(measured);
        }

        /** The first objective's value. */
        double value() {
            return measured.values()[0];
        }

        @Override
        public TrialState state() {
            return TrialState.COMPLETE;
        }

        @Override
        public @Nullable String reason() {
            return null;
        }
    }

    /**
     * It was stopped early.
     *
     * @param measured the objectives' last values, or null
     * @param step the last step that it reported; null if it reported none
     */
    record Pruned(
            @Nullable MeasuredValues measured,
            @Nullable Long step,
            SequencedMap<String, Double> constraints,
            @Nullable String reason)
            implements Outcome {

        @Override
        public TrialState state() {
            return TrialState.PRUNED;
        }
    }

    /** The configuration cannot be used. */
    record Infeasible(
            SequencedMap<String, Double> constraints,
            @Nullable String reason) implements Outcome {

        @Override
        public TrialState state() {
            return TrialState.INFEASIBLE;
        }

        @Override
        public @Nullable MeasuredValues measured() {
            return null;
        }
    }

    /** It ended without a verdict on the configuration. */
    record Failed(
            SequencedMap<String, Double> constraints,
            @Nullable String reason) implements Outcome {

        @Override
        public TrialState state() {
            return TrialState.FAILED;
        }

        @Override
        public @Nullable MeasuredValues measured() {
            return null;
        }
    }
}
