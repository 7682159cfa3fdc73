package dev.parley.study;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Objective;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A metric to optimize, on the wire.
 *
 * @param name the metric's name in outcomes, unique in the study
 * @param direction minimize or maximize
 */
@Schema(name = "Objective")
public record ObjectiveDefinition(
        @NotBlank @Size(max = 200) String name, @NotNull Direction direction) {

    Objective toObjective() {
        return new Objective(name, direction);
    }
}
