package dev.parley.prediction;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Prediction;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.Erfc;

/** What a model's draws say of one more, if they are normal. */
final class NormalDraws {

    /** scipy.stats.t.ppf(0.975, n - 1) for n draws, from 2 to 20. */
    private static final double[] STUDENT_95 = {
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
        2.1314, 2.1199, 2.1098, 2.1009, 2.0930
    };

    private NormalDraws() {}

    /** The prediction that a model's draws amount to, beside the best of a history; there is at least one draw. */
    static Prediction predict(dev.parley.llm.prediction.Prediction drawn, Objective objective, History history) {
        double mean = drawn.mean();
        double spread = drawn.spread();
        int draws = drawn.draws();
        double best = objective.direction().loss(best(history, objective));
        double z = (best - objective.direction().loss(mean)) / spread;
        double reach = draws < 2 ? Double.NaN : STUDENT_95[draws - 2] * Math.sqrt(1 + 1.0 / draws) * spread;
        return new Prediction(
                mean,
                spread,
                mean - reach,
                mean + reach,
                Double.isFinite(best) ? 0.5 * Erfc.value(-z / Math.sqrt(2)) : Double.NaN);
    }

    private static double best(History history, Objective objective) {
        return IntStream.range(0, history.size())
                .filter(number -> history.standing(number) == Standing.COMPLETE && history.violation(number) == 0)
                .mapToDouble(number -> history.value(number, 0))
                .reduce(
                        objective.direction().loss(Double.POSITIVE_INFINITY),
                        (one, other) -> objective.direction().isBetter(one, other) ? one : other);
    }
}
