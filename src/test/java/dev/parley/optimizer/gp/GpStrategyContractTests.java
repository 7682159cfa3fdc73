package dev.parley.optimizer.gp;

import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.testing.StrategyContract;

class GpStrategyContractTests extends StrategyContract {

    @Override
    protected Strategy strategy() {
        return new GpStrategy(new RandomStrategy());
    }

    @Override
    protected int spaces() {
        return 100;
    }
}
