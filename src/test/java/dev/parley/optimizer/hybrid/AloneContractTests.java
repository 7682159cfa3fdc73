package dev.parley.optimizer.hybrid;

class AloneContractTests extends MixContract {

    @Override
    Mode mode() {
        return Mode.ALONE;
    }
}
