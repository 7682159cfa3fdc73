package dev.parley.dashboard;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.trial.HistoryCache;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads studies with the history that suggestions are computed from. */
@Component
class SeenTrials {

    private final Transactions transactions;
    private final Studies studies;
    private final HistoryCache histories;

    SeenTrials(Transactions transactions, Studies studies, HistoryCache histories) {
        this.transactions = transactions;
        this.studies = studies;
        this.histories = histories;
    }

    /** A study and its trials, as recent as the study. */
    record Seen(StudyView view, HistoryCache.Snapshot snapshot) {

        History history() {
            return snapshot.history();
        }

        List<Objective> objectives() {
            return view.terms().objectives();
        }

        SearchSpace space() {
            return view.terms().space();
        }
    }

    /**
     * The study of this name.
     *
     * @throws dev.parley.problem.ProblemException of type study-not-found
     */
    Seen of(Project project, StudyName name) {
        return transactions.read(() -> {
            StudyView view = studies.find(project, name);
            return new Seen(view, histories.upTo(view));
        });
    }
}
