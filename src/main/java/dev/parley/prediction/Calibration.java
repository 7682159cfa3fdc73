package dev.parley.prediction;

import dev.parley.optimizer.RankCorrelation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How true somebody's predictions came. Each trial counts once, with the latest prediction of its configuration that was made
 * before it ended.
 *
 * @param model the language model; absent for the engine's own surrogate
 * @param predictions how many predictions are kept
 * @param told for how many trials a prediction was followed by a value
 * @param rankCorrelation Spearman's rank correlation of the predicted means with the values told, from −1 to 1, 0 where one
 *     of them does not differ; absent of fewer than three
 * @param within95 the share of the values that lie within their interval of 95 %; absent where there are no intervals
 * @param bias the mean of (value − mean)/spread, 0 at best; absent where there are no spreads
 * @param dispersion the standard deviation of the same, 1 at best; above 1, predictions are surer than they should be
 */
@Schema(name = "Calibration")
public record Calibration(
        @Nullable String model,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int predictions,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int told,
        @Nullable Double rankCorrelation,
        @Nullable Double within95,
        @Nullable Double bias,
        @Nullable Double dispersion) {

    private static final int FEWEST_RANKED = 3;

    /** A prediction and what was told. */
    record Pair(
            double mean,
            @Nullable Double spread,
            @Nullable Double low,
            @Nullable Double high,
            double told) {}

    static Calibration of(@Nullable String model, int predictions, List<Pair> pairs) {
        double[] errors = pairs.stream()
                .filter(pair -> pair.spread != null && pair.spread > 0)
                .mapToDouble(pair -> (pair.told - pair.mean) / pair.spread)
                .toArray();
        double bias = mean(errors);
        double[] squares = new double[errors.length];
        for (int i = 0; i < errors.length; i++) {
            squares[i] = (errors[i] - bias) * (errors[i] - bias);
        }
        return new Calibration(
                model,
                predictions,
                pairs.size(),
                pairs.size() < FEWEST_RANKED ? null : (Double) rankCorrelation(pairs),
                known(mean(pairs.stream()
                        .filter(pair -> pair.low != null && pair.high != null)
                        .mapToDouble(pair -> pair.low <= pair.told && pair.told <= pair.high ? 1 : 0)
                        .toArray())),
                known(bias),
                errors.length < 2 ? null : known(Math.sqrt(mean(squares) * errors.length / (errors.length - 1))));
    }

    private static double rankCorrelation(List<Pair> pairs) {
        return RankCorrelation.of(
                pairs.stream().mapToDouble(Pair::mean).toArray(),
                pairs.stream().mapToDouble(Pair::told).toArray());
    }

    private static double mean(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum / numbers.length;
    }

    private static @Nullable Double known(double number) {
        return Double.isFinite(number) ? (Double) number : null;
    }
}
