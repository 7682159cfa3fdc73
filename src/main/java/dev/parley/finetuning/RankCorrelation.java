package dev.parley.finetuning;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Spearman's rank correlation: Pearson's, of the ranks, equal numbers sharing the mean of theirs (Spearman, The proof and
 * measurement of association between two things, 1904).
 */
final class RankCorrelation {

    private RankCorrelation() {}

    /**
     * The correlation of two columns of the same length; 0 where one of them is constant, which tells nothing.
     *
     * @param predicted NaN where there is no prediction: those share the middle rank
     */
    static double of(double[] predicted, double[] actual) {
        if (predicted.length != actual.length) {
            throw new IllegalArgumentException("%d and %d numbers".formatted(predicted.length, actual.length));
        }
        double[] x = ranks(predicted);
        double[] y = ranks(actual);
        double mean = (x.length - 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }

    /** The ranks from 0; numbers that are NaN stand amid the others. */
    private static double[] ranks(double[] numbers) {
        double[] known =
                Arrays.stream(numbers).filter(Double::isFinite).sorted().toArray();
        double middle = known.length == 0 ? 0 : (known[(known.length - 1) / 2] + known[known.length / 2]) / 2;
        double[] filled = Arrays.stream(numbers)
                .map(number -> Double.isFinite(number) ? number : middle)
                .toArray();
        Integer[] order = IntStream.range(0, filled.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> filled[i]))
                .toArray(Integer[]::new);
        double[] ranks = new double[filled.length];
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && filled[order[to]] == filled[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
