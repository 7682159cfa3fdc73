package dev.parley.optimizer.pruning;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Pruner;

class PatiencePrunerContractTests extends PrunerContract {

    @Override
    Pruner pruner(Direction direction) {
        return new PatiencePruner(3, 0.01, null);
    }
}
