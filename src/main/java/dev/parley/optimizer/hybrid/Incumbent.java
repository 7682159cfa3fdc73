package dev.parley.optimizer.hybrid;

/** The best of the complete trials that came so far, in the order of their ends. */
interface Incumbent {

    /** Takes the next one in. Whether it is better than all before it, by more than noise explains; the first is not. */
    boolean isSurpassedBy(int number);
}
