package dev.parley.trial;

import dev.parley.study.StudyView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A writing transaction of one study, its progress locked, that several changes may share. */
public final class Turn {

    private final StudyView view;
    private final Map<Integer, Trial> locked;
    private final HistoryCache.@Nullable Snapshot history;
    private final long before;
    private final List<Trial> changed = new ArrayList<>();

    /**
     * A turn without changes so far.
     *
     * @param locked the trials that are locked, by number
     * @param history what this process knows of the study's history; null if nothing
     */
    Turn(StudyView view, Map<Integer, Trial> locked, HistoryCache.@Nullable Snapshot history) {
        this.view = view;
        this.locked = locked;
        this.history = history;
        this.before = view.progress().revision();
    }

    /** The study, as the changes before in this turn left it. */
    public StudyView view() {
        return view;
    }

    /** A trial that was to be locked for this turn; empty if there is none of that number. */
    Optional<Trial> trial(int number) {
        return Optional.ofNullable(locked.get(number));
    }

    /** Notes that a trial was changed or created and took a revision for that. */
    public void changed(Trial trial) {
        changed.add(trial);
    }

    /** Whether whoever knew the history up to a revision knew all that other processes had changed before this turn. */
    public boolean isKnownFrom(long revision) {
        return history != null
                && history.revision() == before
                && history.readRevision() <= revision
                && revision <= before;
    }

    /** The study's revision before the turn. */
    long before() {
        return before;
    }

    /** The trials changed, once for each revision taken, as far as was noted. */
    List<Trial> changed() {
        return changed;
    }
}
