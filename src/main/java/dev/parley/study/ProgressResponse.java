package dev.parley.study;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a study is.
 *
 * @param revision how many changes its trials have seen
 * @param trials how many trials are in each state
 * @param imported how many of them are imported history
 * @param best the best complete trial, with a single objective
 */
@Schema(name = "Progress")
public record ProgressResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long revision,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Integer> trials,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int imported,
        @Nullable BestSoFar best) {

    /** The number and the value of the best complete trial. */
    public record BestSoFar(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int number,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double value) {}

    /** How far a study with this progress is. */
    public static ProgressResponse of(StudyProgress progress) {
        Map<String, Integer> trials = new LinkedHashMap<>();
        for (TrialState state : TrialState.values()) {
            trials.put(state.toString(), progress.count(state));
        }
        BestSoFar best = progress.bestNumber() == null || progress.bestValue() == null
                ? null
                : new BestSoFar(progress.bestNumber(), progress.bestValue());
        return new ProgressResponse(progress.revision(), trials, progress.nextNumber() - progress.counted(), best);
    }
}
