package dev.parley.study;

import dev.parley.optimizer.space.Condition;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a parameter is active, on the wire.
 *
 * @param parameter the parent's name
 * @param in the parent's values that activate
 */
@Schema(
        name = "Condition",
        description = "A parameter is active only when its parent has one of these values",
        requiredProperties = {"parameter", "in"})
public record ConditionDefinition(
        @Nullable String parameter, @Nullable List<@Nullable Object> in) {

    static @Nullable ConditionDefinition of(@Nullable Condition condition) {
        return condition == null ? null : new ConditionDefinition(condition.parameter(), List.copyOf(condition.in()));
    }
}
