package dev.parley.optimizer.pruning;

import static dev.parley.optimizer.pruning.Curves.ALWAYS;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Pruner;

class ThresholdPrunerContractTests extends PrunerContract {

    @Override
    Pruner pruner(Direction direction) {
        return switch (direction) {
            case MINIMIZE -> ThresholdPruner.of(direction, -1, 2, ALWAYS);
            case MAXIMIZE -> ThresholdPruner.of(direction, -2, 1, ALWAYS);
        };
    }
}
