package dev.parley.optimizer.space;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which one space may take the place of another in the middle of a study, so that a configuration that is a
 * point of both means the same in both.
 *
 * <p>The parameters stay, in their order, with their types, scales and grids. Ranges may become wider or narrower,
 * choices and ordinal values may be added, and defaults may change. A condition may gain and lose those of the parent's
 * values that one of the two spaces does not have.
 */
public final class SpaceChange {

    private static final String NEW_STUDY = "; or start a new study and add this one's trials to it";

    private final SearchSpace from;
    private final SearchSpace to;
    private final List<Fault> faults = new ArrayList<>();

    private SpaceChange(SearchSpace from, SearchSpace to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Checks that {@code to} may take the place of {@code from}.
     *
     * @throws InvalidSpaceException with every fault found, its pointer relative to the list of {@code to}
     */
    public static void check(SearchSpace from, SearchSpace to) {
        SpaceChange change = new SpaceChange(from, to);
        change.checkNames();
        if (change.faults.isEmpty()) {
            for (int i = 0; i < from.size(); i++) {
                change.checkParameter(i);
            }
        }
        InvalidSpaceException.throwIfAny(change.faults);
    }

    private void checkNames() {
        for (Parameter parameter : from.parameters()) {
            if (to.indexOf(parameter.name()) < 0) {
                faults.add(new Fault(
                        "",
                        "must keep the parameter '%s': narrow its range to one value, or fix it in asks%s"
                                .formatted(parameter.name(), NEW_STUDY)));
            }
        }
        for (int i = 0; i < to.size(); i++) {
            if (from.indexOf(to.parameter(i).name()) < 0) {
                faults.add(new Fault(
                        "/" + i,
                        "must be a parameter of the study: none can be added; start a new study and add this one's"
                                + " trials to it, which take the default that the new parameter declares"));
            }
        }
        for (int i = 0; i < from.size() && faults.isEmpty(); i++) {
            String name = from.parameter(i).name();
            if (!to.parameter(i).name().equals(name)) {
                faults.add(
                        new Fault("/" + i + "/name", "must be '%s': the parameters keep their order".formatted(name)));
            }
        }
    }

    private void checkParameter(int index) {
        Parameter before = from.parameter(index);
        Parameter after = to.parameter(index);
        String pointer = "/" + index;
        if (before instanceof FloatParameter was && after instanceof FloatParameter is) {
            checkScale(was.scale(), is.scale(), pointer);
            checkGrid(decimal(was.low()), was.step(), decimal(is.low()), is.step(), pointer);
        } else if (before instanceof IntParameter was && after instanceof IntParameter is) {
            checkScale(was.scale(), is.scale(), pointer);
            checkGrid(BigDecimal.valueOf(was.low()), was.step(), BigDecimal.valueOf(is.low()), is.step(), pointer);
        } else if (before instanceof OrdinalParameter was && after instanceof OrdinalParameter is) {
            checkChoices(was.values(), is, pointer + "/values");
            checkOrder(was, is, pointer + "/values");
        } else if (before instanceof CategoricalParameter was && after instanceof CategoricalParameter is) {
            checkChoices(was.choices(), is, pointer + "/choices");
        } else {
            faults.add(new Fault(pointer + "/type", "must stay %s%s".formatted(type(before), NEW_STUDY)));
            return;
        }
        checkCondition(before.when(), after.when(), pointer + "/when");
    }

    private static String type(Parameter parameter) {
        return switch (parameter) {
            case FloatParameter p -> "float";
            case IntParameter p -> "int";
            case OrdinalParameter p -> "ordinal";
            case CategoricalParameter p -> "categorical";
        };
    }

    private static BigDecimal decimal(double number) {
        return BigDecimal.valueOf(number);
    }

    private void checkScale(Scale before, Scale after, String pointer) {
        if (before != after) {
            faults.add(new Fault(pointer + "/scale", "must stay %s%s".formatted(before, NEW_STUDY)));
        }
    }

    private void checkGrid(
            BigDecimal low, @Nullable Number step, BigDecimal newLow, @Nullable Number newStep, String pointer) {
        if (!Objects.equals(step, newStep)) {
            String stays = step == null ? "must stay left out" : "must stay " + step;
            faults.add(new Fault(pointer + "/step", stays + NEW_STUDY));
        } else if (step != null
                && newLow.subtract(low)
                                .remainder(new BigDecimal(step.toString()))
                                .signum()
                        != 0) {
            faults.add(new Fault(
                    pointer + "/low",
                    "must be a whole number of steps of %s away from %s, so that the values stay on their grid"
                            .formatted(step, low)));
        }
    }

    private void checkChoices(List<Object> choices, Parameter after, String pointer) {
        for (Object choice : choices) {
            if (Double.isNaN(coordinate(after, choice))) {
                faults.add(new Fault(
                        pointer,
                        "must keep '%s': values can be added, not removed; fix the parameter in asks to leave one out%s"
                                .formatted(choice, NEW_STUDY)));
            }
        }
    }

    private void checkOrder(OrdinalParameter before, OrdinalParameter after, String pointer) {
        double last = -1;
        for (Object value : before.values()) {
            double place = coordinate(after, value);
            if (place < last) {
                faults.add(new Fault(pointer, "must keep its values in their order"));
                return;
            }
            last = Double.isNaN(place) ? last : place;
        }
    }

    private void checkCondition(@Nullable Condition before, @Nullable Condition after, String pointer) {
        if (before == null || after == null || !before.parameter().equals(after.parameter())) {
            if (before != null || after != null) {
                faults.add(new Fault(pointer, "must stay what it is" + NEW_STUDY));
            }
            return;
        }
        int parent = from.indexOf(before.parameter());
        if (!agree(before.in(), after.in(), to.parameter(parent))
                || !agree(after.in(), before.in(), from.parameter(parent))) {
            faults.add(new Fault(
                    pointer + "/in",
                    "must name the same values as before; only those may come or go that the parent gains or loses"));
        }
    }

    /** Whether the parent has none of the values that are in the first list alone. */
    private static boolean agree(List<Object> values, List<Object> others, Parameter parent) {
        Set<Double> known = new HashSet<>();
        others.forEach(other -> known.add(coordinate(parent, other)));
        return values.stream()
                .map(value -> coordinate(parent, value))
                .allMatch(coordinate -> Double.isNaN(coordinate) || known.contains(coordinate));
    }

    /** The value's coordinate; NaN where the parameter does not have it. */
    private static double coordinate(Parameter parameter, Object value) {
        try {
            return parameter.coordinate(value);
        } catch (InvalidValueException e) {
            return Double.NaN;
        }
    }
}
