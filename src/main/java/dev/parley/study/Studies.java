package dev.parley.study;

import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds studies by name, for reading or locked for a change, within the caller's transaction.
 *
 * <p>A lock takes two statements, one to lock the progress and one to read both rows: a single one that had to wait would
 * give the study as it was before. Whoever knows the study already needs but one.
 */
@Component
public class Studies {

    private static final String FIND = """
        SELECT *, clock_timestamp() AS now, %s AS incarnation
        FROM study s JOIN study_progress p USING (study_id)
        """.formatted(Incarnation.SQL);

    private static final String FIND_BY_NAME = FIND + "WHERE s.project = :project AND s.name = :name";

    private static final String FIND_BY_ID = FIND + "WHERE s.study_id = :study";

    private static final String FIND_ALL = FIND + "WHERE s.study_id IN (:studies)";

    private static final String LOCK = """
        SELECT p.study_id FROM study s JOIN study_progress p USING (study_id)
        WHERE s.project = :project AND s.name = :name FOR NO KEY UPDATE OF p
        """;

    private static final String LOCK_BY_ID =
            "SELECT study_id FROM study_progress WHERE study_id = :study FOR NO KEY UPDATE";

    private static final String LOCK_KNOWN = """
        SELECT p.*, clock_timestamp() AS now, %s AS incarnation
        FROM study_progress p WHERE p.study_id = :study FOR NO KEY UPDATE
        """.formatted(Incarnation.SQL);

    private final JdbcClient jdbc;
    private final EntityManager entities;
    private final TermsReader terms;

    Studies(JdbcClient jdbc, EntityManager entities, TermsReader terms) {
        this.jdbc = jdbc;
        this.entities = entities;
        this.terms = terms;
    }

    /**
     * The study of this name.
     *
     * @throws ProblemException of type study-not-found
     */
    public StudyView find(Project project, StudyName name) {
        return lookUp(project, name).orElseThrow(() -> notFound(name));
    }

    /** The study of this name; empty if there is none. */
    public Optional<StudyView> lookUp(Project project, StudyName name) {
        return first(entities.createNativeQuery(FIND_BY_NAME, Study.WITH_PROGRESS)
                        .setParameter("project", project.name())
                        .setParameter("name", name.value()))
                .map(this::view);
    }

    /**
     * The study of this name, its progress locked until the transaction ends. No other row of the study may be locked
     * before.
     *
     * @throws ProblemException of type study-not-found
     */
    public StudyView lock(Project project, StudyName name) {
        return jdbc.sql(LOCK)
                .param("project", project.name())
                .param("name", name.value())
                .query(Long.class)
                .optional()
                .flatMap(this::findById)
                .orElseThrow(() -> notFound(name));
    }

    /** The study of this number in the database, locked in the same way; empty if it was removed. */
    public Optional<StudyView> lock(long studyId) {
        return jdbc.sql(LOCK_BY_ID)
                .param("study", studyId)
                .query(Long.class)
                .optional()
                .flatMap(this::findById);
    }

    /**
     * A study that was seen before, locked in the same way; its definition is the one seen, not to be changed. Empty if
     * anything was changed since, which every change tells by its revision: then it has to be locked by its name.
     */
    public Optional<StudyView> lock(StudyView seen) {
        return first(entities.createNativeQuery(LOCK_KNOWN, StudyProgress.ALONE)
                        .setParameter("study", seen.study().id()))
                .map(row -> new StudyView(
                        seen.study(), (StudyProgress) row[0], seen.terms(), (Instant) row[1], incarnation(row[2])))
                .filter(view -> view.incarnation().equals(seen.incarnation())
                        && view.progress().revision() == seen.progress().revision());
    }

    /** The study of this number in the database; empty if it was removed. */
    public Optional<StudyView> find(long studyId) {
        return findById(studyId);
    }

    /** The studies of these numbers in the database, in any order; without those that were removed. */
    public List<StudyView> findAll(Collection<Long> studyIds) {
        if (studyIds.isEmpty()) {
            return List.of();
        }
        return rows(entities.createNativeQuery(FIND_ALL, Study.WITH_PROGRESS).setParameter("studies", studyIds))
                .stream()
                .map(this::view)
                .toList();
    }

    private Optional<StudyView> findById(long studyId) {
        return first(entities.createNativeQuery(FIND_BY_ID, Study.WITH_PROGRESS).setParameter("study", studyId))
                .map(this::view);
    }

    private static Optional<Object[]> first(Query query) {
        return rows(query).stream().findFirst();
    }

    @SuppressWarnings("unchecked") // so are the rows of a query with a result set mapping
    private static List<Object[]> rows(Query query) {
        return query.getResultList();
    }

    private StudyView view(Object[] row) {
        Study study = (Study) row[0];
        Incarnation incarnation = incarnation(row[3]);
        return new StudyView(
                study, (StudyProgress) row[1], terms.read(study, incarnation), (Instant) row[2], incarnation);
    }

    private static Incarnation incarnation(Object value) {
        return new Incarnation((String) value);
    }

    private static ProblemException notFound(StudyName name) {
        return new ProblemException(
                ProblemType.STUDY_NOT_FOUND, "There is no study named %s in this project.".formatted(name));
    }
}
