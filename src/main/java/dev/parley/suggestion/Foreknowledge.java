package dev.parley.suggestion;

import dev.parley.optimizer.Foretold;
import dev.parley.study.StudyView;
import java.util.List;
import java.util.Optional;

/** What models foretold of studies, as it was known at a revision. */
public interface Foreknowledge {

    /**
     * What a study's model had foretold at a revision, the earliest first, as this process knows it.
     *
     * @param readRevision up to this revision the study's changes were read; those after are this process's own
     * @return empty if it has to be read
     */
    Optional<List<Foretold>> known(StudyView view, long revision, long readRevision);

    /** The same, read if necessary; the caller holds a transaction. */
    List<Foretold> at(StudyView view, long revision, long readRevision);
}
