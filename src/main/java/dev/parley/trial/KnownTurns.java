package dev.parley.trial;

import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;

/**
 * Makes turns from what this process knows, without reading or locking anything first. The statement that writes one
 * refuses it if the study is not as it was known.
 */
@Component
class KnownTurns {

    private final KnownStudies studies;
    private final KnownTrials trials;
    private final HistoryCache histories;
    private final TurnWriter writer;

    KnownTurns(KnownStudies studies, KnownTrials trials, HistoryCache histories, TurnWriter writer) {
        this.studies = studies;
        this.trials = trials;
        this.histories = histories;
        this.writer = writer;
    }

    /**
     * Makes changes and writes them.
     *
     * @param numbers the trials that they may change
     * @return the turn, or empty if nothing was written: too little is known, it is out of date, or there is no change,
     *     so that what the changes answered was not compared with anything
     */
    Optional<Turn> make(Project project, StudyName name, Collection<Integer> numbers, Consumer<Turn> changes) {
        StudyView view = studies.findNow(project, name).orElse(null);
        HistoryCache.Snapshot history =
                view == null ? null : histories.present(view).orElse(null);
        if (view == null
                || history == null
                || history.revision() != view.progress().revision()) {
            return Optional.empty();
        }
        Map<Integer, Trial> taken = trials.take(view, history, numbers).orElse(null);
        if (taken == null) {
            return Optional.empty();
        }
        Turn turn = Turn.fromWhatIsKnown(view, taken, history);
        changes.accept(turn);
        if (turn.changed().isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<Instant> written = writer.write(turn);
            written.ifPresent(turn::writtenAt);
            return written.map(now -> turn);
        } catch (ConcurrencyFailureException e) {
            return Optional.empty();
        }
    }
}
