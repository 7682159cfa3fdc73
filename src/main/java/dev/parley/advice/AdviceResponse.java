package dev.parley.advice;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is still to gain, and whether to stop.
 *
 * @param stop whether more trials are not worth it
 * @param reason why or why not, in words
 * @param contenders the configurations that may be the best, most promising first, ten at most; the first is the recommended
 *     one
 * @param expectedImprovement by how much the next trial is expected to improve what is believed of the recommended configuration's
 *     value, in the objective's unit; noise keeps it small
 * @param noise the standard deviation of an evaluation of the recommended configuration about its true value
 * @param uncertainty the standard deviation of what is believed of that true value
 * @param secondsPerTrial how long a trial took on average, of the last hundred that were told
 * @param improvementPerHour the expected improvement for each hour that a single worker spends
 */
@Schema(name = "Advice")
public record AdviceResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) boolean stop,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String reason,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Recommendation> contenders,
        @Nullable Double expectedImprovement,
        @Nullable Double noise,
        @Nullable Double uncertainty,
        @Nullable Double secondsPerTrial,
        @Nullable Double improvementPerHour) {}
