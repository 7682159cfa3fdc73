package dev.parley.optimizer.gp;

/**
 * What is believed of a function before any observation, besides its smoothness: that a sum of known functions is part of it,
 * Σₛ βₛ fₛ(x), with factors βₛ that are independent and normal.
 */
interface Trend {

    /** Nothing is known. */
    Trend NONE = new Trend() {
        private static final double[] NOTHING = {};

        @Override
        public double[] at(double[] point) {
            return NOTHING;
        }

        @Override
        public double mean(double[] features) {
            return 0;
        }
    };

    /**
     * The features of a point: each known function there, times the deviation of its factor.
     *
     * @param point NaN where it is inactive
     */
    double[] at(double[] point);

    /** Σₛ E[βₛ] fₛ by the features of a point. */
    double mean(double[] features);
}
