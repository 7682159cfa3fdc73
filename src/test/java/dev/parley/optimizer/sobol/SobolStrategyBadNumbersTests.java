package dev.parley.optimizer.sobol;

import dev.parley.optimizer.Strategy;
import dev.parley.testing.BadNumbersContract;

class SobolStrategyBadNumbersTests extends BadNumbersContract {

    @Override
    protected Strategy strategy() {
        return new SobolStrategy();
    }
}
