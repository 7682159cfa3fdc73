package dev.parley.optimizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a surrogate makes of a study so far, in the objective's units.
 *
 * @param contenders the configurations that may be the best, the one with the best mean first; empty if none is feasible
 * @param outlook what is still to gain; null where nothing is known of that
 */
public record Verdict(List<Contender> contenders, @Nullable Outlook outlook) {

    /** Nothing is known. */
    public static final Verdict NONE = new Verdict(List.of(), null);

    public Verdict {
        contenders = List.copyOf(contenders);
    }

    /**
     * What is still to gain.
     *
     * @param improvement by how much one more trial is expected to raise what the best configuration is believed to be worth,
     *     at least 0
     * @param noise the standard deviation of an evaluation of the first contender about its true value
     * @param uncertainty the standard deviation of the first contender's true value
     * @param spread a robust standard deviation of the values of trials that lie apart
     */
    public record Outlook(double improvement, double noise, double uncertainty, double spread) {}
}
