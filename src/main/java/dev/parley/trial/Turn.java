package dev.parley.trial;

import dev.parley.study.StudyView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A writing transaction of one study that several changes may share. */
public final class Turn {

    private final StudyView seen;
    private final Map<Integer, Trial> trials;
    private final HistoryCache.@Nullable Snapshot history;
    private final Consumer<List<Trial>> inserting;
    private final List<Trial> changed = new ArrayList<>();
    private final List<Trial> created = new ArrayList<>();
    private StudyView view;

    private Turn(
            StudyView seen,
            StudyView view,
            Map<Integer, Trial> trials,
            HistoryCache.@Nullable Snapshot history,
            Consumer<List<Trial>> inserting) {
        this.seen = seen;
        this.view = view;
        this.trials = trials;
        this.history = history;
        this.inserting = inserting;
    }

    /**
     * A turn under the lock of the study's progress, without changes so far.
     *
     * @param trials the trials that are locked, by number
     * @param history what this process knows of the study's history; null if nothing
     * @param inserting inserts trials
     */
    static Turn locked(
            StudyView view,
            Map<Integer, Trial> trials,
            HistoryCache.@Nullable Snapshot history,
            Consumer<List<Trial>> inserting) {
        return new Turn(view.copyAt(view.now()), view, trials, history, inserting);
    }

    /**
     * A turn of which nothing is locked or written before its end.
     *
     * @param view the study as it is known
     * @param trials the trials that may be changed, by number
     * @param history the study's history, as recent as the view
     */
    static Turn fromWhatIsKnown(StudyView view, Map<Integer, Trial> trials, HistoryCache.Snapshot history) {
        return new Turn(view, view.copyAt(view.now()), trials, history, created -> {});
    }

    /** The study, as the changes before in this turn left it. */
    public StudyView view() {
        return view;
    }

    /** The study as it was before the turn. */
    StudyView seen() {
        return seen;
    }

    /** A trial that was to be locked for this turn; empty if there is none of that number. */
    Optional<Trial> trial(int number) {
        return Optional.ofNullable(trials.get(number));
    }

    /** Notes that a trial was changed and took a revision for that. */
    public void changed(Trial trial) {
        changed.add(trial);
    }

    /** Takes in new trials, each with a revision of its own. */
    public void created(List<Trial> trials) {
        if (!trials.isEmpty()) {
            inserting.accept(trials);
            created.addAll(trials);
            changed.addAll(trials);
        }
    }

    /** Notes the database's time at which the turn was written. */
    void writtenAt(Instant now) {
        view = view.copyAt(now);
    }

    /** What this process knows of the history before this turn, if whoever knew it up to a revision knew all of others. */
    public Optional<HistoryCache.Snapshot> knownFrom(long revision) {
        return Optional.ofNullable(history)
                .filter(known -> known.revision() == before()
                        && known.readRevision() <= revision
                        && revision <= known.revision());
    }

    /** The study's revision before the turn. */
    long before() {
        return seen.progress().revision();
    }

    /** The trials created so far. */
    public List<Trial> created() {
        return created;
    }

    /** The trials changed that were there before. */
    List<Trial> told() {
        return changed.stream()
                .filter(trial -> !created.contains(trial))
                .distinct()
                .toList();
    }

    /** The trials changed or created, once for each revision taken, as far as was noted. */
    List<Trial> changed() {
        return changed;
    }
}
