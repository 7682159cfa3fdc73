package dev.parley.study;

import java.util.Locale;

/** Whether a study's suggestions may repeat a configuration. */
public enum Repeats {
    /** Not while another is possible. */
    AVOID,
    /** As the strategy has it: an evaluation that is noisy may be worth repeating. */
    ALLOW;

    /** The policy's word: {@code avoid} or {@code allow}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
