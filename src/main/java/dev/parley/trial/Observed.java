package dev.parley.trial;

import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.StudyTerms;
import dev.parley.study.TrialState;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What strategies see of stored trials. */
final class Observed {

    /** No figures. */
    static final double[] NONE = {};

    private Observed() {}

    /** What is seen of a trial as it is in memory. */
    static Observation of(Trial trial, StudyTerms terms, StoredConfigurations configurations) {
        double[] values = trial.recorded().values();
        double[] standardErrors = trial.recorded().standardErrors();
        Long step = trial.recorded().step();
        return of(
                trial.number(),
                trial.state(),
                configurations.read(trial.configuration()),
                values == null ? NONE : values,
                standardErrors == null ? NONE : standardErrors,
                trial.recorded().violation(),
                step == null ? Double.NaN : step,
                Objects.requireNonNullElse(trial.finishedRevision(), 0L),
                trial.provenance().turn(),
                terms);
    }

    /**
     * What is seen of a trial.
     *
     * @param configuration its configuration, if that fits the space
     * @param values the objectives' values; empty if there are none
     * @param standardErrors theirs; empty if none is known
     * @param step the last step that it reported; NaN if it did not
     * @param finishedRevision the revision at which it ended; 0 if it has not
     * @param turn how a model took part in it, as a word; null if it did not
     */
    static Observation of(
            int number,
            TrialState state,
            Optional<Configuration> configuration,
            double[] values,
            double[] standardErrors,
            double violation,
            double step,
            long finishedRevision,
            @Nullable String turn,
            StudyTerms terms) {
        Standing standing = standing(state, values);
        boolean keepsValues =
                standing == Standing.COMPLETE || (standing == Standing.PRUNED && configuration.isPresent());
        return new Observation(
                number,
                configuration.orElseGet(() -> Configuration.none(terms.space())),
                configuration.isPresent() ? standing : Standing.IGNORED,
                keepsValues ? values : NONE,
                violation,
                step,
                keepsValues ? standardErrors : NONE,
                finishedRevision,
                turn(turn));
    }

    private static dev.parley.optimizer.Turn turn(@Nullable String word) {
        return word == null
                ? dev.parley.optimizer.Turn.NONE
                : dev.parley.optimizer.Turn.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Standing standing(TrialState state, double[] values) {
        return switch (state) {
            case QUEUED, RUNNING -> Standing.PENDING;
            case COMPLETE -> values.length == 0 ? Standing.IGNORED : Standing.COMPLETE;
            case PRUNED -> Standing.PRUNED;
            case INFEASIBLE -> Standing.INFEASIBLE;
            case FAILED, CANCELLED, LOST -> Standing.IGNORED;
        };
    }
}
