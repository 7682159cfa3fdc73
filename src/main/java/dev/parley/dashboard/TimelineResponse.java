package dev.parley.dashboard;

import dev.parley.study.TrialState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who worked on what, and when.
 *
 * @param now the database's time
 * @param spans the newest trials that were handed out, the newest first
 */
@Schema(name = "Timeline")
record TimelineResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant now,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Span> spans) {

    /**
     * The last time that a trial was handed out.
     *
     * @param number the trial's number
     * @param worker who had it; absent where nobody said
     * @param state how far it is
     * @param attempt how often it was handed out
     * @param startedAt when
     * @param finishedAt when it ended; absent while it runs
     */
    @Schema(name = "Span")
    record Span(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int number,

            @Nullable String worker,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            TrialState state,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int attempt,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            Instant startedAt,

            @Nullable Instant finishedAt) {}
}
