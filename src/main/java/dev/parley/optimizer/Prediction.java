package dev.parley.optimizer;

/**
 * What an evaluation of a configuration is expected to tell, noise included, in the objective's units. NaN stands for what is not
 * known.
 *
 * @param mean the mean of the value
 * @param spread about its standard deviation
 * @param low the lower end of an interval that holds the value with probability 0.95
 * @param high its upper end
 * @param probabilityOfBest how probably it is feasible and better than every value of a feasible configuration so far; NaN
 *     while there is none
 */
public record Prediction(double mean, double spread, double low, double high, double probabilityOfBest) {

    /** Nothing is known. */
    public static final Prediction NONE = new Prediction(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
