package dev.parley.study;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.Fault;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.InvalidSpaceException;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.ParameterDefinition.CategoricalDefinition;
import dev.parley.study.ParameterDefinition.FloatDefinition;
import dev.parley.study.ParameterDefinition.IntDefinition;
import dev.parley.study.ParameterDefinition.OrdinalDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a search space of its definition and gathers every fault on the way. */
public final class SpaceReading {

    private final List<Fault> faults = new ArrayList<>();

    private SpaceReading() {}

    /**
     * The space so defined.
     *
     * @throws InvalidSpaceException with pointers relative to the list: {@code /2/low}
     */
    public static SearchSpace read(List<? extends @Nullable ParameterDefinition> definitions) {
        return new SpaceReading().space(definitions);
    }

    private SearchSpace space(List<? extends @Nullable ParameterDefinition> definitions) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < definitions.size() && i <= SearchSpace.MAX_PARAMETERS; i++) {
            String pointer = "/" + i;
            int before = faults.size();
            ParameterDefinition definition = definitions.get(i);
            if (definition == null) {
                faults.add(new Fault(pointer, "must be a parameter"));
                continue;
            }
            try {
                Parameter parameter = parameter(definition, pointer);
                if (faults.size() == before) {
                    parameters.add(parameter);
                }
            } catch (InvalidSpaceException e) {
                if (faults.size() == before) {
                    e.faults().forEach(fault -> faults.add(fault.under(pointer)));
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidSpaceException(faults);
        }
        return new SearchSpace(parameters);
    }

    private Parameter parameter(ParameterDefinition definition, String pointer) {
        String name = given(definition.name(), pointer + "/name", "?");
        Condition when = condition(definition.when(), pointer + "/when");
        return switch (definition) {
            case FloatDefinition d ->
                new FloatParameter(
                        name,
                        given(d.low(), pointer + "/low", 0.0),
                        given(d.high(), pointer + "/high", 0.0),
                        d.step(),
                        d.scale() == null ? Scale.LINEAR : d.scale(),
                        d.defaultValue(),
                        when);
            case IntDefinition d ->
                new IntParameter(
                        name,
                        given(d.low(), pointer + "/low", 0L),
                        given(d.high(), pointer + "/high", 0L),
                        d.step() == null ? 1 : d.step(),
                        d.scale() == null ? Scale.LINEAR : d.scale(),
                        d.defaultValue(),
                        when);
            case OrdinalDefinition d ->
                new OrdinalParameter(name, values(d.values(), pointer + "/values"), d.defaultValue(), when);
            case CategoricalDefinition d ->
                new CategoricalParameter(name, values(d.choices(), pointer + "/choices"), d.defaultValue(), when);
        };
    }

    private @Nullable Condition condition(@Nullable ConditionDefinition definition, String pointer) {
        if (definition == null) {
            return null;
        }
        return new Condition(
                given(definition.parameter(), pointer + "/parameter", "?"), values(definition.in(), pointer + "/in"));
    }

    private List<Object> values(@Nullable List<@Nullable Object> values, String pointer) {
        List<Object> present = new ArrayList<>();
        List<@Nullable Object> given = given(values, pointer, List.<@Nullable Object>of());
        for (int i = 0; i < given.size(); i++) {
            Object value = given.get(i);
            if (value == null) {
                faults.add(new Fault(pointer + "/" + i, "must not be null"));
            } else {
                present.add(value);
            }
        }
        return present;
    }

    /** What was given; where nothing was, a fault, and a stand-in whose own faults do not count. */
    private <T> T given(@Nullable T value, String pointer, T standIn) {
        if (value == null) {
            faults.add(new Fault(pointer, "must be given"));
            return standIn;
        }
        return value;
    }
}
