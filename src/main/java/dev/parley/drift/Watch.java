package dev.parley.drift;

import dev.parley.study.StudyView;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A watched study, as it is stored.
 *
 * @param studyId the study's number in the database
 * @param settings how it is watched, nothing left out that has a default
 * @param deployed the configuration in use and what was promised of it
 * @param createdAt when watching began
 * @param measurements how many live measurements there have been
 * @param evidence the e-value after the last of them
 * @param mostEvidence the greatest e-value so far
 * @param drift what was found; null while nothing was
 */
record Watch(
        long studyId,
        WatchSettings settings,
        Deployed deployed,
        Instant createdAt,
        long measurements,
        double evidence,
        double mostEvidence,
        @Nullable Drift drift) {

    /**
     * A drift.
     *
     * @param at when it was found
     * @param since when the first of the measurements was taken that show it best
     * @param successor the name of the study that goes on; null if there is none
     * @param successorFault why there is none although there should be
     */
    record Drift(
            Instant at,
            Instant since,
            @Nullable String successor,
            @Nullable String successorFault) {}

    /** The same after more measurements. */
    Watch after(long count, double lastEvidence, double greatestEvidence, @Nullable Drift found) {
        return new Watch(studyId, settings, deployed, createdAt, count, lastEvidence, greatestEvidence, found);
    }

    /** What live values are to be no worse than on average. */
    double bound(StudyView view) {
        return deployed.promise()
                .bound(view.terms().objectives().getFirst().direction(), Objects.requireNonNull(settings.tolerance()));
    }

    /** The rule that live measurements are judged by. */
    DriftRule rule() {
        return new DriftRule(
                Objects.requireNonNull(settings.window()), Objects.requireNonNull(settings.significance()));
    }

    /** How probable so much evidence, at any time so far, is where nothing has drifted: less than this, as simulations show. */
    double pValue() {
        return Math.min(1, 1 / mostEvidence);
    }
}
