package dev.parley.trial;

import dev.parley.optimizer.Mixing;
import dev.parley.optimizer.Reranking;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.SearchSpace;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there was to choose from when a trial was suggested with a model's counsel at hand.
 *
 * @param turn how the model took part
 * @param proposal the number of the proposal that the trial's configuration is; null where it is the engine's
 * @param acquisitionRank the proposal's place, from 0, by the engine's acquisition among the proposals and the engine's own
 *     suggestion; null where there was no such judgement
 * @param credit what the model had earned by then
 * @param odds how probably the model was to have its turn
 * @param engine what the engine alone would have suggested; null where the trial's configuration is that
 * @param model the number of the proposal that the model alone would have had; null where none could be used
 * @param reranking how the model's predictions had a say among the engine's candidates; null where they had none
 */
@Schema(name = "Mixing")
public record MixingNote(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Turn turn,
        @Nullable Long proposal,
        @Nullable Integer acquisitionRank,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double credit,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double odds,
        @Nullable Map<String, Object> engine,
        @Nullable Long model,
        @Nullable RerankingNote reranking) {

    /**
     * How a model's predictions had a say in which of the engine's candidates was tried.
     *
     * @param weight what they counted for beside the engine's acquisition, above 0 and at most 1
     * @param rankCorrelation of its past predictions with what came, given the order in which it came, from −1 to 1
     * @param compared of how many trials
     * @param candidates among how many configurations the choice was
     * @param mean what it predicted of the trial's configuration, in the first objective's units; null where the engine's own
     *     suggestion was taken, of which it had said nothing
     */
    @Schema(name = "Reranking")
    public record RerankingNote(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double weight,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double rankCorrelation,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int compared,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int candidates,

            @Nullable Double mean) {

        static RerankingNote of(Reranking reranking) {
            return new RerankingNote(
                    reranking.weight(),
                    reranking.correlation(),
                    reranking.compared(),
                    reranking.candidates(),
                    reranking.hasChanged() ? (Double) reranking.mean() : null);
        }
    }

    /** The note on a suggestion. */
    public static MixingNote of(Mixing mixing, SearchSpace space) {
        return new MixingNote(
                mixing.turn(),
                number(mixing.proposal()),
                mixing.acquisitionRank(),
                mixing.credit(),
                mixing.odds(),
                mixing.engines() == null ? null : space.values(mixing.engines()),
                number(mixing.best()),
                mixing.reranking() == null ? null : RerankingNote.of(mixing.reranking()));
    }

    private static @Nullable Long number(long id) {
        return id == Mixing.NO_PROPOSAL ? null : (Long) id;
    }
}
