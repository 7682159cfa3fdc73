package dev.parley.trial;

import dev.parley.optimizer.Direction;
import dev.parley.study.StudyProgress;
import dev.parley.study.StudyView;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps a study's best trial and its patience as results come in, and finds them anew where one is withdrawn. The best
 * is the complete trial that violates no constraint and has the best value, the lowest number among equals. Studies with
 * several objectives have none.
 */
@Component
class BestTrials {

    private final JdbcClient jdbc;

    BestTrials(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes in the outcome of a trial that just finished; answers whether it is the best now. */
    boolean finished(StudyView view, int number, Outcome outcome) {
        if (view.terms().objectives().size() > 1 || outcome instanceof Outcome.Failed) {
            return false;
        }
        if (outcome instanceof Outcome.Completed completed && completed.violation() == 0) {
            if (isBetter(view, completed.value(), number)) {
                return true;
            }
        }
        view.progress().disappointed();
        return false;
    }

    /** Takes in a value; answers whether it improves on the best. */
    private static boolean isBetter(StudyView view, double value, int number) {
        StudyProgress progress = view.progress();
        Double best = progress.bestValue();
        Direction direction = view.terms().objectives().getFirst().direction();
        if (best == null || direction.isBetter(value, best)) {
            progress.best(number, value, 0);
            return true;
        }
        if (value == best && progress.bestNumber() != null && number < progress.bestNumber()) {
            progress.best(number, value, progress.sinceBest() + 1);
            return true;
        }
        return false;
    }

    /** Takes in imported trials, which use up no patience. */
    void imported(StudyView view, int number, Outcome outcome) {
        if (view.terms().objectives().size() == 1
                && outcome instanceof Outcome.Completed completed
                && completed.violation() == 0) {
            isBetter(view, completed.value(), number);
        }
    }

    /** The best trial's number and loss, and the revision at which that loss was first reached. */
    private record Best(int number, double loss, long finishedRevision) {}

    /** Finds the best and the patience used up from what is stored. */
    void findAnew(StudyView view) {
        if (view.terms().objectives().size() > 1) {
            return;
        }
        long study = view.study().id();
        Best best =
                jdbc.sql("""
                    SELECT number, loss,
                      (SELECT min(finished_revision) FROM trial equal
                       WHERE equal.study_id = trial.study_id AND equal.loss = trial.loss
                         AND equal.state = 'complete' AND equal.violation = 0) AS finished_revision
                    FROM trial
                    WHERE study_id = :study AND state = 'complete' AND violation = 0
                    ORDER BY loss, number LIMIT 1
                    """).param("study", study).query(Best.class).optional().orElse(null);
        int since = jdbc.sql("""
            SELECT count(*) FROM trial
            WHERE study_id = :study AND state IN ('complete', 'pruned', 'infeasible') AND NOT imported
              AND finished_revision > :revision
            """)
                .param("study", study)
                .param("revision", best == null ? -1 : best.finishedRevision)
                .query(Integer.class)
                .single();
        Direction direction = view.terms().objectives().getFirst().direction();
        if (best == null) {
            view.progress().best(null, null, since);
        } else {
            view.progress().best(best.number, direction.loss(best.loss), since);
        }
    }
}
