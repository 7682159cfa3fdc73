package dev.parley.rules;

/**
 * A lease as a worker holds it.
 *
 * @param token what an ask answered
 * @param number the trial it is for; -1 for one of another study
 * @param handout which handout of that trial it was
 */
record GivenLease(String token, int number, int handout) {

    /** The number in leases that belong to trials of other studies. */
    static final int ELSEWHERE = -1;

    /** What no ask ever gave. */
    static final GivenLease NONSENSE = new GivenLease("nonsense", ELSEWHERE, 0);
}
