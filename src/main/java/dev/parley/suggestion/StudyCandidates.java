package dev.parley.suggestion;

import dev.parley.optimizer.Candidates;
import dev.parley.optimizer.Suggestion;
import dev.parley.study.StudyView;
import dev.parley.trial.HistoryCache;
import java.util.List;
import org.springframework.stereotype.Component;

/** What studies' engines would suggest for the trials to come, without handing it out. */
@Component
public class StudyCandidates {

    private final StudyStrategies strategies;
    private final FitCache fits;

    StudyCandidates(StudyStrategies strategies, FitCache fits) {
        this.strategies = strategies;
        this.fits = fits;
    }

    /** The best candidates of a study's engine, at most so many; none before it has anything to go by. */
    public List<Suggestion> of(StudyView view, HistoryCache.Snapshot snapshot, int count) {
        FitCache.Fitted fitted = fits.of(view, snapshot);
        return Candidates.of(
                strategies.of(view),
                view.terms().space(),
                view.terms().objectives(),
                snapshot.history(),
                fitted == null ? null : fitted.fit(),
                view.terms().seed(),
                count);
    }
}
