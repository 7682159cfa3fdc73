package dev.parley.finetuning;

import dev.parley.llm.Cost;

/** Oversees an exam. */
interface Proctor {

    /**
     * Comes back only if another call may be made.
     *
     * @throws Exam.Interruption if the claim is lost, or somebody cancelled the work
     * @throws WorkException if the budget is spent
     */
    void beforeCall();

    /** Takes note of what a call cost, whatever comes of the question that it was made for. */
    void afterCall(Cost cost);
}
