package dev.parley.optimizer.hybrid;

class CoinContractTests extends MixContract {

    @Override
    Mode mode() {
        return Mode.COIN;
    }
}
