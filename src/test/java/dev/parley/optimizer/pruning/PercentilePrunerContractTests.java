package dev.parley.optimizer.pruning;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Pruner;

class PercentilePrunerContractTests extends PrunerContract {

    @Override
    Pruner pruner(Direction direction) {
        return new PercentilePruner(25, 1, new Schedule(1, 2), 1);
    }
}
