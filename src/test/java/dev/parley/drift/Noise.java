package dev.parley.drift;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** Where simulated measurements come from; each has a mean of zero and, but for Student's, a standard deviation of one. */
enum Noise {
    NORMAL {
        @Override
        double next(RandomGenerator random, double before) {
            return random.nextGaussian();
        }
    },
    UNIFORM {
        @Override
        double next(RandomGenerator random, double before) {
            return random.nextDouble(-Math.sqrt(3), Math.sqrt(3));
        }
    },
    /** Student's t distribution with three degrees of freedom: far outliers on both sides. */
    STUDENT {
        @Override
        double next(RandomGenerator random, double before) {
            double squares = 0;
            for (int i = 0; i < 3; i++) {
                double draw = random.nextGaussian();
                squares += draw * draw;
            }
            return random.nextGaussian() / Math.sqrt(squares / 3);
        }
    },
    /** Seldom far worse than the mean. */
    SELDOM_WORSE {
        @Override
        double next(RandomGenerator random, double before) {
            return random.nextExponential() - 1;
        }
    },
    /** Seldom far better than the mean. */
    SELDOM_BETTER {
        @Override
        double next(RandomGenerator random, double before) {
            return 1 - random.nextExponential();
        }
    },
    /** Normal, each correlated by 0.3 with the one before. */
    CORRELATED {
        @Override
        double next(RandomGenerator random, double before) {
            return 0.3 * before + Math.sqrt(1 - 0.3 * 0.3) * random.nextGaussian();
        }
    };

    /** The next draw after another one. */
    abstract double next(RandomGenerator random, double before);

    /** The means of so many draws each, one after the other. */
    double[] means(RandomGenerator random, int length, int batch) {
        double[] means = new double[length];
        double draw = 0;
        for (int i = 0; i < length * batch; i++) {
            draw = next(random, draw);
            means[i / batch] += draw / batch;
        }
        return means;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
