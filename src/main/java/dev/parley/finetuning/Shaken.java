package dev.parley.finetuning;

import dev.parley.llm.prediction.ScoreScale;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Adds normal noise to values.
 *
 * @param deviation its standard deviation
 * @param random where it comes from
 */
record Shaken(double deviation, RandomGenerator random) implements DoubleUnaryOperator {

    /** Noise of {@value Lessons#JITTER} of the width of a study's scores; none where all of its values are equal. */
    static Shaken of(PastStudy study, RandomGenerator random) {
        double width = ScoreScale.of(study.history(), study.objective().direction())
                .map(scale -> Math.abs(scale.hundred() - scale.zero()))
                .orElse(0.0);
        return new Shaken(Lessons.JITTER * width, random);
    }

    @Override
    public double applyAsDouble(double value) {
        return value + deviation * random.nextGaussian();
    }
}
