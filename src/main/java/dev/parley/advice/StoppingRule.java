package dev.parley.advice;

import dev.parley.optimizer.Verdict.Outlook;
import java.util.Locale;

/**
 * Whether more trials are worth it: not where the next {@value #AHEAD} together are expected to gain less than is unknown about
 * the recommended configuration itself, or than a thousandth of the deviation of the trials' values. The expected improvement
 * falls as trials are made, so that {@value #AHEAD} times that of the next one is the most to hope for.
 *
 * @param stop whether to stop
 * @param reason why or why not
 */
record StoppingRule(boolean stop, String reason) {

    private static final int AHEAD = 10;
    private static final double NEGLIGIBLE = 1e-3;
    private static final int FEWEST = 20;
    private static final int FEWEST_PER_PARAMETER = 2;

    /**
     * Applies the rule.
     *
     * @param ended how many trials have ended
     * @param parameters how many parameters the space has
     */
    static StoppingRule of(Outlook outlook, int ended, int parameters) {
        int fewest = FEWEST + FEWEST_PER_PARAMETER * parameters;
        if (ended < fewest) {
            return new StoppingRule(false, "Too early to say: %d of %d trials have ended.".formatted(ended, fewest));
        }
        double gain = AHEAD * outlook.improvement();
        double threshold = Math.max(outlook.uncertainty(), NEGLIGIBLE * outlook.spread());
        boolean stop = gain <= threshold;
        return new StoppingRule(
                stop,
                String.format(
                        Locale.ROOT,
                        "%d more trials are expected to gain %.2g at most, %s than the %.2g that %s.",
                        AHEAD,
                        gain,
                        stop ? "no more" : "more",
                        threshold,
                        threshold == outlook.uncertainty()
                                ? "is uncertain about the recommended configuration"
                                : "makes a difference here"));
    }
}
