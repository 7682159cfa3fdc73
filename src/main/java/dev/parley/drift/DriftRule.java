package dev.parley.drift;

/**
 * A sequential test of whether measurements, which had a mean of at most zero, have come to have one above it. It may be looked
 * at after every measurement for as long as one likes: with independent normal measurements of any constant variance it ever
 * rejects without reason with less than the probability that is allowed. That is shown by simulation, and not proven.
 *
 * <p>The change may have come before any measurement. For each the evidence of those from it on is an e-process that is one until
 * then, and by Ville's inequality exceeds 1/α with a probability of at most α. The rule asks their mean, by weights that sum to
 * one, for 1/α. Each forgets what was before its start, the scale too, so that they are e-processes in different filtrations, and
 * Ville's inequality does not carry over to the mean. It does to the greatest weighted one, by the union bound; but to ask that for
 * 1/α finds small changes a good deal later, and the mean has few enough false alarms, as {@code bench/drift} shows. Starts that lie
 * further back than the window are left out, which can only make the mean smaller. The weight of a start j = 1, 2, … is
 * 1/(1 + ln j) − 1/(1 + ln(j+1)), so that the evidence asked for grows but as the logarithm of how long one has watched.
 *
 * @param window how many of the latest measurements are looked at, 2 to {@value #LONGEST_WINDOW}
 * @param significance the probability α of ever rejecting without reason that is allowed, above 0 and at most
 *     {@value #MOST_SIGNIFICANCE}
 * @see <a href="https://arxiv.org/abs/2203.03532">Shin, Ramdas, Rinaldo: E-detectors</a>
 */
record DriftRule(int window, double significance) {

    static final int LONGEST_WINDOW = 1_000;
    static final double MOST_SIGNIFICANCE = 0.5;

    /** More cannot be told apart, and might not be finite. */
    static final double MOST_EVIDENCE = 1e300;

    DriftRule {
        if (window < 2 || window > LONGEST_WINDOW) {
            throw new IllegalArgumentException("window " + window);
        }
        if (!(significance > 0 && significance <= MOST_SIGNIFICANCE)) {
            throw new IllegalArgumentException("significance " + significance);
        }
    }

    /**
     * What the measurements say.
     *
     * @param evidence the weighted mean of the e-values, at least 0 and at most {@value #MOST_EVIDENCE}
     * @param start from which measurement on the mean has most probably been above zero, as an index into those looked at
     */
    record Finding(double evidence, int start) {}

    /**
     * Looks at the latest measurements.
     *
     * @param latest the latest measurements, the newest last; all there are, or at least as many as the window is long
     * @param count how many measurements there have been in all
     */
    Finding look(double[] latest, long count) {
        int shown = Math.min(window, latest.length);
        double sum = 0;
        double sumOfSquares = 0;
        double evidence = 1 / level(count + 1);
        double most = Double.NEGATIVE_INFINITY;
        int start = latest.length - 1;
        for (int n = 1; n <= shown; n++) {
            double measurement = latest[latest.length - n];
            sum += measurement;
            sumOfSquares += measurement * measurement;
            long first = count - n + 1;
            double part = Math.exp(Evidence.log(n, sum, sumOfSquares)) * weight(first);
            evidence += part;
            if (part > most) {
                most = part;
                start = latest.length - n;
            }
        }
        return new Finding(Math.min(evidence, MOST_EVIDENCE), start);
    }

    /** Whether evidence suffices to say that the mean has risen above zero. */
    boolean rejects(double evidence) {
        return evidence >= 1 / significance;
    }

    private static double weight(long start) {
        return 1 / level(start) - 1 / level(start + 1);
    }

    private static double level(long start) {
        return 1 + Math.log(start);
    }
}
