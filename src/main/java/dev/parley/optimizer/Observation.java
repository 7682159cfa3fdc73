package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import java.util.Objects;

/**
 * What a strategy sees of one trial.
 *
 * @param number the trial's number in its study
 * @param configuration what was tried
 * @param standing how far the trial came
 * @param values the objectives' values in their order, empty where there are none; all finite
 * @param violation Σ max(0, c) over the outcome constraints; 0 where none is violated
 * @param step the last step at which the trial reported; NaN where it never did
 * @param standardErrors the values' standard errors in their order, at least 0 and NaN where none is known; empty where
 *     none of them is
 * @param ended when the trial ended: any number that grows from end to end, as the study's revision does; nothing where it
 *     has not
 * @param turn how a model took part in it
 */
public record Observation(
        int number,
        Configuration configuration,
        Standing standing,
        double[] values,
        double violation,
        double step,
        double[] standardErrors,
        long ended,
        Turn turn) {

    /** How far a trial came, as far as a strategy cares. */
    public enum Standing {
        /** Queued or running: a result is to be expected. */
        PENDING,
        /** Finished, with values. */
        COMPLETE,
        /** Stopped early. */
        PRUNED,
        /** Finished, and its configuration cannot be used. */
        INFEASIBLE,
        /**
         * It teaches nothing: it failed, was cancelled or lost, or it was tried where the space no longer reaches. The last
         * of these have no configuration, and they alone have values, if they are complete.
         */
        IGNORED
    }

    /** An observation of a trial that never reported and whose values have no standard errors; trials end by number. */
    public Observation(int number, Configuration configuration, Standing standing, double[] values, double violation) {
        this(number, configuration, standing, values, violation, Double.NaN, new double[0], number);
    }

    /** An observation of a trial in which no model took part. */
    public Observation(
            int number,
            Configuration configuration,
            Standing standing,
            double[] values,
            double violation,
            double step,
            double[] standardErrors,
            long ended) {
        this(number, configuration, standing, values, violation, step, standardErrors, ended, Turn.NONE);
    }

    public Observation {
        Objects.requireNonNull(configuration);
        Objects.requireNonNull(standing);
        Objects.requireNonNull(turn);
        values = values.clone();
        standardErrors = standardErrors.clone();
        if (number < 0) {
            throw new IllegalArgumentException("number must not be negative: " + number);
        }
        if (standing == Standing.COMPLETE && values.length == 0) {
            throw new IllegalArgumentException("a complete observation needs values: trial " + number);
        }
        if (standardErrors.length > 0 && standardErrors.length != values.length) {
            throw new IllegalArgumentException("each value needs a standard error, or none: trial " + number);
        }
    }

    /** The same of a trial in which a model took part like this. */
    public Observation withTurn(Turn of) {
        return new Observation(number, configuration, standing, values, violation, step, standardErrors, ended, of);
    }
}
