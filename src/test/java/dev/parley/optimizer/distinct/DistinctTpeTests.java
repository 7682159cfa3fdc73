package dev.parley.optimizer.distinct;

import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.tpe.TpeSettings;
import dev.parley.optimizer.tpe.TpeStrategy;

class DistinctTpeTests extends DistinctContract {

    @Override
    Strategy engine() {
        return new TpeStrategy(TpeSettings.OPTUNA);
    }
}
