package dev.parley.advice;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.optimizer.Surrogate;
import dev.parley.optimizer.Verdict;
import dev.parley.study.Incarnation;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.suggestion.SurrogateFits;
import dev.parley.trial.HistoryCache;
import org.springframework.stereotype.Component;

/** Has the surrogate judge studies, once for each state of their history. */
@Component
public class Judge {

    private static final int MOST_VERDICTS = 500;

    private record Key(Incarnation incarnation, long studyId, int spaceVersion, long revision) {}

    private final Surrogate surrogate;
    private final SurrogateFits fits;
    private final Cache<Key, Verdict> verdicts =
            Caffeine.newBuilder().maximumSize(MOST_VERDICTS).build();

    Judge(Surrogate surrogate, SurrogateFits fits) {
        this.surrogate = surrogate;
        this.fits = fits;
    }

    /** The verdict on a study with a single objective. Takes up to some tenths of a second: hold no transaction. */
    public Verdict verdict(StudyView view, HistoryCache.Snapshot snapshot) {
        Key key = new Key(view.incarnation(), view.study().id(), view.study().spaceVersion(), snapshot.revision());
        return verdicts.get(key, absent -> {
            StudyTerms terms = view.terms();
            return surrogate.judge(
                    terms.space(), terms.objectives(), snapshot.history(), fits.of(view, snapshot.history()));
        });
    }
}
