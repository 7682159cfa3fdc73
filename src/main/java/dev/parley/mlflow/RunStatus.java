package dev.parley.mlflow;

import dev.parley.study.TrialState;

/** How a run ended, in MLflow's words. */
enum RunStatus {
    /** It was evaluated to its end. */
    FINISHED,
    /** It was stopped before. */
    KILLED,
    /** Nothing came of it. */
    FAILED;

    /** The status of a trial's run, once it has ended. */
    static RunStatus of(TrialState state) {
        return switch (state) {
            case COMPLETE, INFEASIBLE -> FINISHED;
            case PRUNED, CANCELLED -> KILLED;
            case FAILED, LOST -> FAILED;
            case QUEUED, RUNNING -> throw new IllegalArgumentException("a trial has not ended that is " + state);
        };
    }
}
