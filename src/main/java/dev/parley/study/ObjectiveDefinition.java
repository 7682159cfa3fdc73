package dev.parley.study;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Objective;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A metric to optimize, on the wire.
 *
 * @param name the metric's name in outcomes, unique in the study
 * @param direction minimize or maximize
 */
public record ObjectiveDefinition(
        @NotBlank @Size(max = 200) String name, @NotNull Direction direction) {

    Objective toObjective() {
        return new Objective(name, direction);
    }
}
