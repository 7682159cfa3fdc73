package dev.parley.llm.prediction;

/**
 * What a model thinks that a configuration's value will be.
 *
 * @param mean the mean of its draws, in the metric's own units; NaN if none could be read
 * @param spread their standard deviation (n − 1), in the same units; NaN of fewer than two
 * @param draws how many could be read
 */
public record Prediction(double mean, double spread, int draws) {

    /** The prediction of a candidate from the scores that were drawn for it, without those that could not be read. */
    static Prediction of(double[] scores, ScoreScale scale) {
        int n = scores.length;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) { // Welford's update
            double difference = scores[i] - mean;
            mean += difference / (i + 1);
            squares += difference * (scores[i] - mean);
        }
        return new Prediction(
                n == 0 ? Double.NaN : scale.value(mean),
                n < 2 ? Double.NaN : scale.width(Math.sqrt(squares / (n - 1))),
                n);
    }
}
