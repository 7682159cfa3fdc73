package dev.parley.optimizer.tpe;

import dev.parley.optimizer.Strategy;
import dev.parley.testing.StrategyContract;

/** What studies that began with Optuna's settings keep. */
class OptunaSettingsContractTests extends StrategyContract {

    @Override
    protected Strategy strategy() {
        return new TpeStrategy(TpeSettings.OPTUNA);
    }
}
