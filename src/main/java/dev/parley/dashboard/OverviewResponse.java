package dev.parley.dashboard;

import dev.parley.study.StudyResponse;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Studies, the newest first, with what goes on in them.
 *
 * @param studies the studies of this page
 * @param nextPageToken what gets the next page; absent on the last
 */
@Schema(name = "Overview")
record OverviewResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<StudyOverview> studies,
        @Nullable String nextPageToken) {

    /**
     * One study.
     *
     * @param study the study, without its space
     * @param workers who works on it, by name, at most 20
     * @param finishedPerMinute how many trials ended in a minute, over the last ten minutes
     * @param lastFinishedAt when a trial ended last, of those that changed last
     * @param bestSoFar the best values of the first objective, each better than the one before, at most 64
     */
    @Schema(name = "StudyOverview")
    record StudyOverview(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            StudyResponse study,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            List<String> workers,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double finishedPerMinute,

            @Nullable Instant lastFinishedAt,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            List<SampleResponse.ImprovementNote> bestSoFar) {}
}
