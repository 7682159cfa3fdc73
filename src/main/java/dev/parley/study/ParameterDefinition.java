package dev.parley.study;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import io.swagger.v3.oas.annotations.media.DiscriminatorMapping;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parameter on the wire: one of four kinds, told apart by {@code type}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "float", value = ParameterDefinition.FloatDefinition.class),
    @JsonSubTypes.Type(name = "int", value = ParameterDefinition.IntDefinition.class),
    @JsonSubTypes.Type(name = "ordinal", value = ParameterDefinition.OrdinalDefinition.class),
    @JsonSubTypes.Type(name = "categorical", value = ParameterDefinition.CategoricalDefinition.class)
})
@Schema(
        name = "Parameter",
        description = "A parameter of the search space: one of four kinds, told apart by `type`",
        oneOf = {
            ParameterDefinition.FloatDefinition.class,
            ParameterDefinition.IntDefinition.class,
            ParameterDefinition.OrdinalDefinition.class,
            ParameterDefinition.CategoricalDefinition.class
        },
        discriminatorProperty = "type",
        discriminatorMapping = {
            @DiscriminatorMapping(value = "float", schema = ParameterDefinition.FloatDefinition.class),
            @DiscriminatorMapping(value = "int", schema = ParameterDefinition.IntDefinition.class),
            @DiscriminatorMapping(value = "ordinal", schema = ParameterDefinition.OrdinalDefinition.class),
            @DiscriminatorMapping(value = "categorical", schema = ParameterDefinition.CategoricalDefinition.class)
        })
public sealed interface ParameterDefinition {

    /** The parameter's name, unique in the space. */
    @Nullable
    String name();

    /** When the parameter is active; always, if null. */
    @Nullable
    ConditionDefinition when();

    /** A real number in a closed range. */
    @Schema(
            name = "FloatParameter",
            description = "A real number in a closed range",
            requiredProperties = {"name", "low", "high"})
    record FloatDefinition(
            @Nullable String name,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double step,
            @Nullable Scale scale,
            @JsonProperty("default") @Nullable Double defaultValue,
            @Nullable ConditionDefinition when)
            implements ParameterDefinition {}

    /** A whole number in a closed range. */
    @Schema(
            name = "IntParameter",
            description = "A whole number in a closed range",
            requiredProperties = {"name", "low", "high"})
    record IntDefinition(
            @Nullable String name,
            @Nullable Long low,
            @Nullable Long high,
            @Nullable Long step,
            @Nullable Scale scale,
            @JsonProperty("default") @Nullable Long defaultValue,
            @Nullable ConditionDefinition when)
            implements ParameterDefinition {}

    /** One of some values whose order matters. */
    @Schema(
            name = "OrdinalParameter",
            description = "One of some values whose order matters",
            requiredProperties = {"name", "values"})
    record OrdinalDefinition(
            @Nullable String name,
            @Nullable List<@Nullable Object> values,
            @JsonProperty("default") @Nullable Object defaultValue,
            @Nullable ConditionDefinition when)
            implements ParameterDefinition {}

    /** One of some choices without an order. */
    @Schema(
            name = "CategoricalParameter",
            description = "One of some choices without an order",
            requiredProperties = {"name", "choices"})
    record CategoricalDefinition(
            @Nullable String name,
            @Nullable List<@Nullable Object> choices,
            @JsonProperty("default") @Nullable Object defaultValue,
            @Nullable ConditionDefinition when)
            implements ParameterDefinition {}

    /** The wire's view of a parameter. */
    static ParameterDefinition of(Parameter parameter) {
        ConditionDefinition when = ConditionDefinition.of(parameter.when());
        return switch (parameter) {
            case FloatParameter p ->
                new FloatDefinition(p.name(), p.low(), p.high(), p.step(), p.scale(), p.defaultValue(), when);
            case IntParameter p ->
                new IntDefinition(p.name(), p.low(), p.high(), p.step(), p.scale(), p.defaultValue(), when);
            case OrdinalParameter p -> new OrdinalDefinition(p.name(), List.copyOf(p.values()), p.defaultValue(), when);
            case CategoricalParameter p ->
                new CategoricalDefinition(p.name(), List.copyOf(p.choices()), p.defaultValue(), when);
        };
    }
}
