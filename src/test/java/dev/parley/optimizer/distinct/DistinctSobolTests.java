package dev.parley.optimizer.distinct;

import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.sobol.SobolStrategy;

class DistinctSobolTests extends DistinctContract {

    @Override
    Strategy engine() {
        return new SobolStrategy();
    }
}
