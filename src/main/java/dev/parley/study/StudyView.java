package dev.parley.study;

import dev.parley.optimizer.space.SearchSpace;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.time.Instant;

/**
 * A study as one transaction sees it.
 *
 * @param study the study
 * @param progress its progress; locked and changeable if the view came from {@link Studies#lock}
 * @param terms what it optimizes and how
 * @param now the database's time
 * @param incarnation the database's life
 */
public record StudyView(Study study, StudyProgress progress, StudyTerms terms, Instant now, Incarnation incarnation) {

    /** The same study with another space. */
    StudyView with(SearchSpace space) {
        return new StudyView(study, progress, terms.with(space), now, incarnation);
    }

    /** The same study at another time, with a progress of its own that may be changed. */
    public StudyView copyAt(Instant time) {
        return new StudyView(study, new StudyProgress(progress), terms, time, incarnation);
    }

    /** How many trials may be handed out now. */
    public Room room() {
        return Room.of(study.limits(), terms.objectives().getFirst().direction(), progress, now);
    }

    /** Whether a limit that ends the study is met. */
    boolean limitIsMet() {
        return Room.isMet(study.limits(), terms.objectives().getFirst().direction(), progress, now);
    }

    /**
     * Runs a change of the study or its trials, then brings the state up to date: a study completes when a limit is met
     * and nothing is queued or running, and one that a limit had completed goes on where it is met no longer.
     */
    public void change(Runnable change) {
        boolean completedByLimit = progress.state() == StudyState.COMPLETED && limitIsMet();
        change.run();
        boolean met = limitIsMet();
        if (completedByLimit && !met) {
            progress.resume(now);
        } else if (met && progress.isIdle() && progress.state() == StudyState.ACTIVE) {
            progress.complete(now);
        }
    }

    /** Whether both views are of the same study with the same search space. */
    public boolean isSameSpaceAs(StudyView other) {
        return study.id() == other.study.id() && study.spaceVersion() == other.study.spaceVersion();
    }

    /** The problem of asking for something that the study's state does not allow. */
    public ProblemException wrongState(String detail) {
        return new ProblemException(ProblemType.WRONG_STATE, detail);
    }
}
