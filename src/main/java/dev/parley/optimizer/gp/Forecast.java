package dev.parley.optimizer.gp;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Prediction;
import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.numbers.gamma.Erfc;

/** What is expected of evaluations: by a model, or where there is none, as if any value told were as likely again. */
final class Forecast {

    private static final double OUTSIDE = 0.025;

    /** The quantile of a standard normal distribution at 0.975. */
    private static final double DEVIATIONS = 1.959963984540054;

    private final Direction direction;
    private final double best;

    /** The forecast of a study whose lowest feasible loss is {@code best}; infinite if there is none. */
    private Forecast(Direction direction, double best) {
        this.direction = direction;
        this.best = best;
    }

    /** What a model expects. */
    static List<Prediction> by(
            Model model,
            Encoding encoding,
            History history,
            Evidence evidence,
            Direction direction,
            List<Configuration> at) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < evidence.measured().length; i++) {
            int number = evidence.measured()[i];
            if (history.standing(number) == Standing.COMPLETE && history.violation(number) == 0) {
                lowest = Math.min(lowest, model.warped().values()[i]);
            }
        }
        Forecast forecast = new Forecast(direction, lowest);
        return at.stream()
                .map(configuration -> forecast.of(model, encoding.positions(configuration)))
                .toList();
    }

    private Prediction of(Model model, double[] point) {
        Regression losses = model.losses();
        losses.predict(point);
        double deviation = Math.sqrt(losses.variance() + losses.noise());
        LossDistribution loss = new LossDistribution(model.warped(), losses.mean(), deviation);
        double feasible =
                model.feasibility() == null ? 1 : Math.exp(model.feasibility().logProbability(point));
        double better = Double.isFinite(best) ? feasible * massBelow((best - loss.mean()) / deviation) : Double.NaN;
        return prediction(loss.expected(), loss.spread(), loss.quantile(OUTSIDE), loss.quantile(1 - OUTSIDE), better);
    }

    /** What is expected without a model, the same everywhere. */
    static Prediction withoutModel(History history, Direction direction) {
        List<Double> found = new ArrayList<>();
        for (int number = 0; number < history.size(); number++) {
            if (history.standing(number) == Standing.COMPLETE && history.violation(number) == 0) {
                found.add(direction.loss(history.value(number, 0)));
            }
        }
        double[] losses = found.stream().mapToDouble(Double::doubleValue).toArray();
        int n = losses.length;
        if (n == 0) {
            return Prediction.NONE;
        }
        double unit = Math.max(1, Arrays.stream(losses).map(Math::abs).max().orElseThrow());
        double mean = Arrays.stream(losses).map(loss -> loss / unit).average().orElseThrow();
        double squares = Arrays.stream(losses)
                .map(loss -> (loss / unit - mean) * (loss / unit - mean))
                .sum();
        double deviation = n == 1 ? Double.NaN : unit * Math.sqrt(squares / (n - 1) * (1 + 1.0 / n));
        return new Forecast(direction, Double.NaN)
                .prediction(
                        mean * unit,
                        within(deviation),
                        within(mean * unit - DEVIATIONS * deviation),
                        within(mean * unit + DEVIATIONS * deviation),
                        1.0 / (n + 1));
    }

    /** A number that values of either end of double may have made infinite, made the largest. */
    private static double within(double number) {
        return Math.clamp(number, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    /** A loss and a value are each other's negatives, or the same. */
    private Prediction prediction(double mean, double spread, double low, double high, double probability) {
        double one = direction.loss(low);
        double other = direction.loss(high);
        return new Prediction(direction.loss(mean), spread, Math.min(one, other), Math.max(one, other), probability);
    }

    private static double massBelow(double z) {
        return 0.5 * Erfc.value(-z / Math.sqrt(2));
    }
}
