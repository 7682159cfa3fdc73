package dev.parley.drift;

import dev.parley.drift.Watches.Live;
import dev.parley.study.StudyView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a watched study.
 *
 * @param study the study's name
 * @param state watching or drifted
 * @param configuration the configuration in use
 * @param trials the numbers of the complete trials of it
 * @param promised what the study promised of it
 * @param bound what live values are to be no worse than on average: the worse end of the promised interval, or the mean, and
 *     worse than that by the tolerance
 * @param settings how it is watched
 * @param since when watching began
 * @param measurements how many live measurements there have been
 * @param live what those in the window are like; absent while there are none
 * @param evidence the e-value after the last measurement: one says nothing, and 1/significance is a drift
 * @param pValue one over the greatest evidence so far: if nothing had drifted, so much would be less probable than that, as
 *     simulations show
 * @param drift what was found; absent while nothing was
 */
@Schema(name = "Watch")
record WatchResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String study,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) WatchState state,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Object> configuration,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Integer> trials,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Promise promised,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double bound,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) WatchSettings settings,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant since,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long measurements,
        @Nullable LiveFigures live,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double evidence,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double pValue,
        @Nullable DriftFinding drift) {

    /**
     * What the live measurements in the window are like.
     *
     * @param measurements how many they are
     * @param mean their mean
     * @param standardDeviation their standard deviation; absent of a single one
     */
    @Schema(name = "LiveFigures")
    record LiveFigures(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int measurements,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double mean,

            @Nullable Double standardDeviation) {

        static @Nullable LiveFigures of(List<Live> latest) {
            int n = latest.size();
            if (n == 0) {
                return null;
            }
            double mean = latest.stream().mapToDouble(Live::value).sum() / n;
            double squares = latest.stream()
                    .mapToDouble(live -> (live.value() - mean) * (live.value() - mean))
                    .sum();
            return new LiveFigures(n, mean, n == 1 ? null : (Double) Math.sqrt(squares / (n - 1)));
        }
    }

    /**
     * A drift that was found.
     *
     * @param at when it was found
     * @param since when the first of the measurements was taken that show it best
     * @param successor the name of the study that goes on; absent if there is none
     * @param successorFault why there is none although there should be
     */
    @Schema(name = "Drift")
    record DriftFinding(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            Instant at,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            Instant since,

            @Nullable String successor,
            @Nullable String successorFault) {

        static @Nullable DriftFinding of(Watch.@Nullable Drift drift) {
            return drift == null
                    ? null
                    : new DriftFinding(drift.at(), drift.since(), drift.successor(), drift.successorFault());
        }
    }

    /** The watch, with the live measurements in its window. */
    static WatchResponse of(StudyView view, Watch watch, List<Live> latest) {
        return new WatchResponse(
                view.study().name().value(),
                watch.drift() == null ? WatchState.WATCHING : WatchState.DRIFTED,
                watch.deployed().configuration(),
                watch.deployed().trials(),
                watch.deployed().promise(),
                watch.bound(view),
                watch.settings(),
                watch.createdAt(),
                watch.measurements(),
                LiveFigures.of(latest),
                watch.evidence(),
                watch.pValue(),
                DriftFinding.of(watch.drift()));
    }
}
