package dev.parley.suggestion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.FitSchedule;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Surrogate;
import dev.parley.study.Incarnation;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps the fit of the surrogate to each study that is judged. The fit of a history is that of its first ends, as many as
 * {@link FitSchedule} says, so that it follows from the history alone and few are made.
 */
@Component
public class SurrogateFits {

    private static final int MOST_STUDIES = 500;

    private record Key(Incarnation incarnation, long studyId, int spaceVersion) {}

    private record Fitted(int ended, @Nullable Fit fit) {}

    private final Surrogate surrogate;
    private final Cache<Key, AtomicReference<@Nullable Fitted>> fits =
            Caffeine.newBuilder().maximumSize(MOST_STUDIES).build();

    SurrogateFits(Surrogate surrogate) {
        this.surrogate = surrogate;
    }

    /** The fit of a history, made now if it is not there; null where there is nothing to fit. */
    public @Nullable Fit of(StudyView view, History history) {
        int due = FitSchedule.due(history.ended());
        AtomicReference<@Nullable Fitted> place = Objects.requireNonNull(fits.get(
                new Key(view.incarnation(), view.study().id(), view.study().spaceVersion()),
                absent -> new AtomicReference<>()));
        Fitted known = place.get();
        if (known == null || known.ended != due) {
            known = new Fitted(due, fit(surrogate, view.terms(), history));
            place.set(known);
        }
        return known.fit;
    }

    /** The fit of a history, made anew. */
    static @Nullable Fit fit(Surrogate surrogate, StudyTerms terms, History history) {
        int due = FitSchedule.due(history.ended());
        return surrogate.fit(terms.space(), terms.objectives(), history.until(due));
    }
}
