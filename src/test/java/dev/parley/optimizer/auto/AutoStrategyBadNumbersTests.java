package dev.parley.optimizer.auto;

import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.gp.GpStrategy;
import dev.parley.optimizer.tpe.TpeStrategy;
import dev.parley.testing.BadNumbersContract;

class AutoStrategyBadNumbersTests extends BadNumbersContract {

    @Override
    protected Strategy strategy() {
        return new AutoStrategy(new GpStrategy(new TpeStrategy()), new TpeStrategy());
    }
}
