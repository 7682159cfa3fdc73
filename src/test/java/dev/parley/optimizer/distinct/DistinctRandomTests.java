package dev.parley.optimizer.distinct;

import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.random.RandomStrategy;

class DistinctRandomTests extends DistinctContract {

    @Override
    Strategy engine() {
        return new RandomStrategy();
    }
}
