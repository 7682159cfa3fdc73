package dev.parley.optimizer.pruning;

import static dev.parley.optimizer.pruning.Curves.ALWAYS;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Pruner;

class MedianPrunerContractTests extends PrunerContract {

    @Override
    Pruner pruner(Direction direction) {
        return new PercentilePruner(50, 0, ALWAYS, 1);
    }
}
