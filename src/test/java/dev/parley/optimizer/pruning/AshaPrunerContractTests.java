package dev.parley.optimizer.pruning;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Pruner;

class AshaPrunerContractTests extends PrunerContract {

    @Override
    Pruner pruner(Direction direction) {
        return new AshaPruner(1, 3, 0, 0);
    }
}
