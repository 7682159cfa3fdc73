package dev.parley.optimizer.hybrid;

class InitContractTests extends MixContract {

    @Override
    Mode mode() {
        return Mode.INIT;
    }
}
