package dev.parley.optimizer.space;

import java.util.List;
import java.util.stream.Collectors;

/** Values that are no point of the space; it names every fault found. */
public final class InvalidConfigurationException extends IllegalArgumentException {

    private final transient List<Fault> faults;

    public InvalidConfigurationException(List<Fault> faults) {
        super(faults.stream().map(f -> f.pointer() + ": " + f.detail()).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /** The faults, at least one, with pointers relative to the object of values, such as {@code /lr}. */
    public List<Fault> faults() {
        return faults;
    }
}
