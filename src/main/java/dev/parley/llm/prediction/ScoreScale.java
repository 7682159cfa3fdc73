package dev.parley.llm.prediction;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The scores in which a model thinks of a metric: linear in the metric, more is better, 100 at the best value of a history.
 *
 * <p>So every study looks alike, whatever its metric's direction and size, a number takes few tokens, and what was learned of
 * one study holds for another. 0 is at the worst value; or, where that is an outlier that would press all others together, at
 * three times the distance from the best value to the median, beyond the median.
 *
 * @param direction which end of the metric is good
 * @param zero the value that has the score 0
 * @param hundred the value that has the score 100
 */
public record ScoreScale(Direction direction, double zero, double hundred) {

    /** The least and the greatest score that a prediction may have. */
    static final double LEAST = -100;

    static final double GREATEST = 200;

    private static final double WHOLE = 100;
    private static final double LONGEST_TAIL = 3;

    public ScoreScale {
        if (!Double.isFinite(hundred - zero) || !direction.isBetter(hundred, zero)) {
            throw new IllegalArgumentException("there is no scale from %s to %s".formatted(zero, hundred));
        }
    }

    /** The scale of a history's first objective; empty unless two of its complete trials have different values. */
    public static Optional<ScoreScale> of(History history, Direction direction) {
        double[] losses = IntStream.range(0, history.size())
                .filter(number -> isExample(history, number))
                .mapToDouble(number -> direction.loss(history.value(number, 0)))
                .sorted()
                .toArray();
        if (losses.length == 0 || losses[0] == losses[losses.length - 1]) {
            return Optional.empty();
        }
        double best = losses[0];
        double median = losses[losses.length / 2];
        double worst = losses[losses.length - 1];
        double bound = median > best ? median + LONGEST_TAIL * (median - best) : worst;
        double zero = Math.min(worst, bound);
        return Double.isFinite(zero - best)
                ? Optional.of(new ScoreScale(direction, direction.loss(zero), direction.loss(best)))
                : Optional.empty();
    }

    /** Whether a trial has a value to learn from. */
    static boolean isExample(History history, int number) {
        return history.standing(number) == Standing.COMPLETE && Double.isFinite(history.value(number, 0));
    }

    /** The score of a value. */
    public double score(double value) {
        return WHOLE * (value - zero) / (hundred - zero);
    }

    /** The value that has a score. */
    public double value(double score) {
        return zero + score / WHOLE * (hundred - zero);
    }

    /** How far apart values lie whose scores differ by this. */
    double width(double score) {
        return Math.abs(score / WHOLE * (hundred - zero));
    }

    /** A score as a model sees it: at least 0, with one digit after the point. */
    public static BigDecimal shown(double score) {
        BigDecimal rounded = BigDecimal.valueOf(Math.max(0, score))
                .setScale(1, RoundingMode.HALF_EVEN)
                .stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}
