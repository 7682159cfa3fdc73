package dev.parley.optimizer.random;

import dev.parley.optimizer.Strategy;
import dev.parley.testing.BadNumbersContract;

class RandomStrategyBadNumbersTests extends BadNumbersContract {

    @Override
    protected Strategy strategy() {
        return new RandomStrategy();
    }
}
