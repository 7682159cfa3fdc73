package dev.parley.optimizer.tpe;

import dev.parley.optimizer.Strategy;
import dev.parley.testing.BadNumbersContract;

class TpeStrategyBadNumbersTests extends BadNumbersContract {

    @Override
    protected Strategy strategy() {
        return new TpeStrategy();
    }
}
