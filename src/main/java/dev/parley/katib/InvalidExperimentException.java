package dev.parley.katib;

import java.util.List;

/** An experiment that cannot become a study; the message names every place at fault, in Katib's words. */
final class InvalidExperimentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidExperimentException(List<String> faults) {
        super(String.join("; ", faults));
    }

    static void throwIfAny(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidExperimentException(faults);
        }
    }
}
