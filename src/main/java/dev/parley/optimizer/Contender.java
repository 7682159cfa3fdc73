package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import java.util.List;

/**
 * A configuration that was tried and may be the best, and what a surrogate believes of it, in the objective's units.
 *
 * @param configuration the configuration
 * @param trials the numbers of the complete trials of it, at least one, in ascending order
 * @param mean the mean of its true value, which an evaluation tells but for its noise
 * @param low the lower end of an interval that holds the true value with probability 0.95; NaN where nothing is known of the
 *     noise
 * @param high its upper end; NaN likewise
 * @param probability how probably its true value is the best of all tried; NaN likewise
 */
public record Contender(
        Configuration configuration, List<Integer> trials, double mean, double low, double high, double probability) {

    public Contender {
        trials = List.copyOf(trials);
    }
}
