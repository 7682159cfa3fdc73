package dev.parley.optimizer.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The domain of a study: its parameters in order, each declared after the parent that its condition names.
 *
 * <p>Because parents come first, one pass in order decides which parameters are active.
 */
public final class SearchSpace {

    /** The most parameters a space may have. */
    public static final int MAX_PARAMETERS = 1_000;

    private static final int NO_PARENT = -1;

    private final List<Parameter> parameters;
    private final Map<String, Integer> indices = new HashMap<>();
    private final int[] parents;
    private final double[][] activating;

    /**
     * The space of these parameters.
     *
     * @throws InvalidSpaceException with every fault found, its pointer relative to the list: {@code /3/when/parameter}
     */
    public SearchSpace(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
        this.parents = new int[parameters.size()];
        this.activating = new double[parameters.size()][];
        if (parameters.isEmpty()) {
            throw new InvalidSpaceException(List.of(new Fault("", "must hold at least one parameter")));
        }
        if (parameters.size() > MAX_PARAMETERS) {
            throw new InvalidSpaceException(
                    List.of(new Fault("", "must hold at most %d parameters".formatted(MAX_PARAMETERS))));
        }
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            String name = parameters.get(i).name();
            if (name.isBlank() || name.length() > 200) {
                faults.add(new Fault("/" + i + "/name", "must have 1 to 200 characters"));
            } else if (indices.putIfAbsent(name, i) != null) {
                faults.add(new Fault("/" + i + "/name", "must not repeat the name of parameter " + indices.get(name)));
            }
        }
        for (int i = 0; i < size(); i++) {
            resolveCondition(i, faults);
        }
        InvalidSpaceException.throwIfAny(faults);
    }

    private void resolveCondition(int child, List<Fault> faults) {
        parents[child] = NO_PARENT;
        Condition when = parameters.get(child).when();
        if (when == null) {
            return;
        }
        String pointer = "/" + child + "/when";
        Integer parent = indices.get(when.parameter());
        if (parent == null) {
            faults.add(new Fault(pointer + "/parameter", "must name a parameter of this space"));
            return;
        }
        if (parent >= child) {
            faults.add(new Fault(
                    pointer + "/parameter",
                    isAncestor(child, parent)
                            ? "must not lead back to this parameter: the conditions form a cycle"
                            : "must name a parameter declared before this one"));
            return;
        }
        if (parameters.get(parent) instanceof FloatParameter) {
            faults.add(new Fault(
                    pointer + "/parameter", "must name an int, ordinal or categorical parameter, not a float"));
            return;
        }
        if (when.in().isEmpty()) {
            faults.add(new Fault(pointer + "/in", "must hold at least one value of the parent"));
        }
        double[] values = new double[when.in().size()];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = parameters.get(parent).coordinate(when.in().get(i));
            } catch (InvalidValueException e) {
                faults.add(new Fault(pointer + "/in/" + i, e.detail()));
            }
        }
        parents[child] = parent;
        activating[child] = values;
    }

    private boolean isAncestor(int ancestor, int descendant) {
        Integer current = descendant;
        for (int steps = 0; current != null && steps <= size(); steps++) {
            if (current == ancestor) {
                return true;
            }
            Condition when = parameters.get(current).when();
            current = when == null ? null : indices.get(when.parameter());
        }
        return false;
    }

    /** The parameters, parents before children. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The parameter at {@code index}. */
    public Parameter parameter(int index) {
        return parameters.get(index);
    }

    /** The number of parameters. */
    public int size() {
        return parameters.size();
    }

    /** The index of the parameter of this name, or −1 if there is none. */
    public int indexOf(String name) {
        return indices.getOrDefault(name, -1);
    }

    /** Whether exactly the active parameters have a coordinate. */
    public boolean isWhole(double[] coordinates) {
        for (int i = 0; i < coordinates.length; i++) {
            if (Double.isNaN(coordinates[i]) == isActive(i, coordinates)) {
                return false;
            }
        }
        return true;
    }

    /** Whether this is a whole point of this space: exactly the active parameters are there, each with a value it can have. */
    public boolean contains(Configuration configuration) {
        if (configuration.size() != size() || !isWhole(configuration.toArray())) {
            return false;
        }
        for (int i = 0; i < size(); i++) {
            if (configuration.isActive(i) && !has(parameters.get(i), configuration.coordinate(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(Parameter parameter, double coordinate) {
        return switch (parameter) {
            case OrdinalParameter p -> isIndex(coordinate, p.cardinality());
            case CategoricalParameter p -> isIndex(coordinate, p.cardinality());
            case FloatParameter p -> isNumber(p, coordinate);
            case IntParameter p -> isNumber(p, coordinate);
        };
    }

    private static boolean isIndex(double coordinate, long size) {
        return coordinate == Math.rint(coordinate) && coordinate >= 0 && coordinate < size;
    }

    private static boolean isNumber(Parameter parameter, double coordinate) {
        try {
            return parameter.coordinate(coordinate) == coordinate;
        } catch (InvalidValueException e) {
            return false;
        }
    }

    /** Whether no parameter has a condition. */
    public boolean isFlat() {
        return Arrays.stream(parents).allMatch(parent -> parent == NO_PARENT);
    }

    /** The index of the parent of the parameter at {@code index}, or −1 where it is always active. */
    public int parent(int index) {
        return parents[index];
    }

    /**
     * Whether the parameter at {@code index} is active, given the coordinates of the parameters before it (NaN where
     * inactive).
     */
    public boolean isActive(int index, double[] coordinates) {
        if (parents[index] == NO_PARENT) {
            return true;
        }
        double parent = coordinates[parents[index]];
        for (double value : activating[index]) {
            if (value == parent) {
                return true;
            }
        }
        return false;
    }

    /** The configuration with every active parameter's coordinate, inactive ones dropped. */
    public Configuration prune(double[] coordinates) {
        double[] pruned = coordinates.clone();
        for (int i = 0; i < pruned.length; i++) {
            if (!isActive(i, pruned)) {
                pruned[i] = Double.NaN;
            }
        }
        return new Configuration(pruned);
    }

    /** The active parameters' names and values, in the order of the space. */
    public SequencedMap<String, Object> values(Configuration configuration) {
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < size(); i++) {
            if (configuration.isActive(i)) {
                values.put(parameters.get(i).name(), parameters.get(i).value(configuration.coordinate(i)));
            }
        }
        return values;
    }

    /**
     * The configuration with these values. An active parameter without a value takes its declared default.
     *
     * @throws InvalidConfigurationException with a fault for each unknown name, each value outside its parameter, each
     *     missing one and each one given for an inactive parameter; whether the children of a parameter at fault are
     *     active is left open
     */
    public Configuration configuration(Map<String, ? extends @Nullable Object> values) {
        List<Fault> faults = new ArrayList<>();
        double[] coordinates = coordinates(values, faults);
        boolean[] undecided = new boolean[size()];
        for (int i = 0; i < size(); i++) {
            Parameter parameter = parameters.get(i);
            boolean given = values.containsKey(parameter.name());
            boolean active = isActive(i, coordinates);
            if (parents[i] != NO_PARENT && undecided[parents[i]]) {
                undecided[i] = true;
            } else if (!active && given) {
                faults.add(Fault.at(parameter.name(), "must be left out: its condition does not hold"));
                undecided[i] = true;
            } else if (active && !given && parameter.defaultValue() != null) {
                coordinates[i] = parameter.coordinate(parameter.defaultValue());
            } else if (active && !given) {
                faults.add(Fault.at(parameter.name(), "must be given"));
            }
            undecided[i] |= active && Double.isNaN(coordinates[i]);
        }
        throwIfAny(faults);
        return new Configuration(coordinates);
    }

    /**
     * The partial configuration that fixes these values. A value whose parent is not fixed holds wherever the parameter
     * comes out active.
     *
     * @throws InvalidConfigurationException with a fault for each unknown name, each value outside its parameter and each
     *     one whose parent is fixed to a value that does not activate it
     */
    public Configuration fixed(Map<String, ? extends @Nullable Object> values) {
        List<Fault> faults = new ArrayList<>();
        double[] coordinates = coordinates(values, faults);
        for (int i = 0; i < size(); i++) {
            if (!Double.isNaN(coordinates[i])
                    && parents[i] != NO_PARENT
                    && !Double.isNaN(coordinates[parents[i]])
                    && !isActive(i, coordinates)) {
                faults.add(Fault.at(
                        parameters.get(i).name(), "must be left out: the value fixed for its parent deactivates it"));
            }
        }
        throwIfAny(faults);
        return new Configuration(coordinates);
    }

    private double[] coordinates(Map<String, ? extends @Nullable Object> values, List<Fault> faults) {
        double[] coordinates = new double[size()];
        Arrays.fill(coordinates, Double.NaN);
        values.forEach((name, value) -> {
            Integer index = indices.get(name);
            if (index == null) {
                faults.add(Fault.at(name, "must name a parameter of the study's space"));
            } else if (value == null) {
                faults.add(Fault.at(name, "must not be null"));
            } else {
                try {
                    coordinates[index] = parameters.get(index).coordinate(value);
                } catch (InvalidValueException e) {
                    faults.add(Fault.at(name, e.detail()));
                }
            }
        });
        return coordinates;
    }

    private static void throwIfAny(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException(faults);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SearchSpace that && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return parameters.hashCode();
    }

    @Override
    public String toString() {
        return parameters.toString();
    }
}
