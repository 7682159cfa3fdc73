package dev.parley.webhook;

import java.util.Arrays;

/** What a webhook can listen to. */
public enum EventType {
    /** A study was completed. */
    STUDY_FINISHED("study.finished"),
    /** Another trial is a study's best. */
    STUDY_BEST("study.best"),
    /** A trial's last lease ran out. */
    TRIAL_LOST("trial.lost"),
    /** What a finished study promised does not hold in use. */
    STUDY_DRIFT("study.drift");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    /** The event of this word. */
    static EventType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** The event's word, such as {@code study.finished}. */
    @Override
    public String toString() {
        return word;
    }
}
