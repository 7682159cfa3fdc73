package dev.parley.transfer;

import dev.parley.study.TrialState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * An earlier study that resembles the one at hand.
 *
 * @param name its name
 * @param score how much it resembles it, from 0 to 1
 * @param reasons why
 * @param trials how many complete trials it has, or had when it was copied
 */
@Schema(name = "SimilarStudy")
public record SimilarStudyResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String name,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double score,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Reason> reasons,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int trials) {

    static SimilarStudyResponse of(SimilarStudy similar) {
        return new SimilarStudyResponse(
                similar.study().study().name().value(),
                similar.similarity().score(),
                similar.similarity().reasons(),
                similar.study().progress().count(TrialState.COMPLETE));
    }

    static SimilarStudyResponse of(Source source) {
        return new SimilarStudyResponse(
                source.name(), source.score(), source.reasons(), source.taught().complete());
    }
}
