package dev.parley.trial;

import dev.parley.optimizer.Mixing;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.SearchSpace;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there was to choose from when a trial was suggested with a model's proposals at hand.
 *
 * @param turn how the model took part
 * @param proposal the number of the proposal that the trial's configuration is; null where it is the engine's
 * @param acquisitionRank the proposal's place, from 0, by the engine's acquisition among the proposals and the engine's own
 *     suggestion; null where there was no such judgement
 * @param credit what the model had earned by then
 * @param odds how probably the model was to have its turn
 * @param engine what the engine alone would have suggested; null where the trial's configuration is that
 * @param model the number of the proposal that the model alone would have had; null where none could be used
 */
@Schema(name = "Mixing")
public record MixingNote(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Turn turn,
        @Nullable Long proposal,
        @Nullable Integer acquisitionRank,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double credit,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double odds,
        @Nullable Map<String, Object> engine,
        @Nullable Long model) {

    /** The note on a suggestion. */
    public static MixingNote of(Mixing mixing, SearchSpace space) {
        return new MixingNote(
                mixing.turn(),
                number(mixing.proposal()),
                mixing.acquisitionRank(),
                mixing.credit(),
                mixing.odds(),
                mixing.engines() == null ? null : space.values(mixing.engines()),
                number(mixing.best()));
    }

    private static @Nullable Long number(long id) {
        return id == Mixing.NO_PROPOSAL ? null : (Long) id;
    }
}
