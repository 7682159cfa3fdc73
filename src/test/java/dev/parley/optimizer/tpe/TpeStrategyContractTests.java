package dev.parley.optimizer.tpe;

import dev.parley.optimizer.Strategy;
import dev.parley.testing.StrategyContract;

/** What TPE keeps as every strategy does; {@link TpeStrategyTests} has what is its own. */
class TpeStrategyContractTests extends StrategyContract {

    @Override
    protected Strategy strategy() {
        return new TpeStrategy();
    }
}
