package dev.parley.optimizer.hybrid;

class GatedContractTests extends MixContract {

    @Override
    Mode mode() {
        return Mode.GATED;
    }
}
