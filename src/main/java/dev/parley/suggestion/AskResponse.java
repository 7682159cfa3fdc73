package dev.parley.suggestion;

import dev.parley.study.EmptyReason;
import dev.parley.study.Room;
import dev.parley.study.StudyState;
import dev.parley.trial.TrialResponse;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trials handed out, and where the study stands.
 *
 * @param trials the trials, each with its lease; fewer than asked for where there is no room, or none
 * @param study where the study stands; a worker's loop ends when its state is completed
 */
public record AskResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<TrialResponse> trials,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) StudyStanding study) {

    /**
     * Where a study stands.
     *
     * @param state active, paused or completed
     * @param reason why there are no trials: paused, draining, parallel-limit, no-match or completed
     * @param retryAfterSeconds when to ask again
     * @param remaining how many more trials the limit on them allows
     */
    public record StudyStanding(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            StudyState state,

            @Nullable EmptyReason reason,
            @Nullable Integer retryAfterSeconds,
            @Nullable Long remaining) {

        static StudyStanding of(StudyState state, Room room) {
            if (room.reason() == null) {
                return new StudyStanding(state, null, null, room.remaining());
            }
            int retryAfter = room.reason().retryAfterSeconds();
            return new StudyStanding(state, room.reason(), retryAfter == 0 ? null : retryAfter, room.remaining());
        }
    }
}
