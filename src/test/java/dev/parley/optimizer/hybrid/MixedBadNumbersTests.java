package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.auto.AutoStrategy;
import dev.parley.optimizer.gp.GpStrategy;
import dev.parley.optimizer.tpe.TpeStrategy;
import dev.parley.testing.BadNumbersContract;

class MixedBadNumbersTests extends BadNumbersContract {

    @Override
    protected Strategy strategy() {
        return new MixedStrategy(
                new Mixed(Mode.GATED), new AutoStrategy(new GpStrategy(new TpeStrategy()), new TpeStrategy()));
    }
}
