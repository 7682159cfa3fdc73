package dev.parley.optimizer.space;

import java.util.List;
import java.util.stream.Collectors;

/** A parameter or a search space that cannot be; it names every fault found. */
public final class InvalidSpaceException extends IllegalArgumentException {

    private final transient List<Fault> faults;

    public InvalidSpaceException(List<Fault> faults) {
        super(faults.stream().map(f -> f.pointer() + ": " + f.detail()).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /** The faults, at least one, with pointers relative to the parameter or the space that was made. */
    public List<Fault> faults() {
        return faults;
    }

    static void throwIfAny(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidSpaceException(faults);
        }
    }
}
