package dev.parley.optimizer.gp;

import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.testing.BadNumbersContract;

class GpStrategyBadNumbersTests extends BadNumbersContract {

    @Override
    protected Strategy strategy() {
        return new GpStrategy(new RandomStrategy());
    }
}
