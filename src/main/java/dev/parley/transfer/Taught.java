package dev.parley.transfer;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.space.Configuration;
import java.util.List;
import java.util.Map;

/**
 * What was copied of an earlier study.
 *
 * @param objective the name of the objective that counts
 * @param direction which end of that is good
 * @param complete how many complete trials it had
 * @param trials some of its complete trials: the best, and others spread over it
 */
public record Taught(String objective, Direction direction, int complete, List<TaughtTrial> trials) {

    public Taught {
        trials = List.copyOf(trials);
    }

    /**
     * A trial as a point of the space at hand.
     *
     * @param value the first objective's value
     * @param configuration what was tried; parameters that the study did not have are as if inactive
     */
    public record Example(double value, Configuration configuration) {}

    /**
     * A trial.
     *
     * @param value the objective's value
     * @param configuration the active parameters' values by name
     */
    public record TaughtTrial(double value, Map<String, Object> configuration) {

        public TaughtTrial {
            configuration = Map.copyOf(configuration);
        }
    }
}
