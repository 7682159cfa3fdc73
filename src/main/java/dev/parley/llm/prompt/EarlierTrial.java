package dev.parley.llm.prompt;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.space.Configuration;
import java.util.Objects;

/**
 * A trial of an earlier study that resembles the one at hand, as a worked example.
 *
 * @param study which of the earlier studies, from 1, the most similar first
 * @param objective the name of its first objective
 * @param direction which end of that is good
 * @param value the objective's value, which may mean another thing than here
 * @param place the trial's place among those of its study that fit, from 1 for the best
 * @param trials how many complete trials its study had
 * @param configuration what was tried; parameters that the earlier study did not have are as if inactive
 */
public record EarlierTrial(
        int study,
        String objective,
        Direction direction,
        double value,
        int place,
        int trials,
        Configuration configuration) {

    public EarlierTrial {
        Objects.requireNonNull(direction);
        Objects.requireNonNull(configuration);
    }
}
