package dev.parley.optimizer.sobol;

import dev.parley.optimizer.Strategy;
import dev.parley.testing.StrategyContract;

class SobolStrategyTests extends StrategyContract {

    @Override
    protected Strategy strategy() {
        return new SobolStrategy();
    }
}
