package dev.parley.study;

import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds studies by name, for reading or locked for a change, within the caller's transaction. */
@Component
public class Studies {

    private static final String FIND = """
        SELECT s.study_id, clock_timestamp() AS now, %s AS incarnation
        FROM study s JOIN study_progress p USING (study_id)
        WHERE s.project = :project AND s.name = :name
        """.formatted(Incarnation.SQL);

    private static final String LOCK = FIND + "FOR NO KEY UPDATE OF p";

    private static final String LOCK_BY_ID = """
        SELECT study_id, clock_timestamp() AS now, %s AS incarnation
        FROM study_progress WHERE study_id = :study FOR NO KEY UPDATE
        """.formatted(Incarnation.SQL);

    private final JdbcClient jdbc;
    private final StudyRepository studies;
    private final TermsReader terms;

    Studies(JdbcClient jdbc, StudyRepository studies, TermsReader terms) {
        this.jdbc = jdbc;
        this.studies = studies;
        this.terms = terms;
    }

    private record Found(long studyId, Instant now, Incarnation incarnation) {

        static Found of(ResultSet row, int number) throws SQLException {
            return new Found(
                    row.getLong("study_id"),
                    row.getObject("now", OffsetDateTime.class).toInstant(),
                    new Incarnation(row.getString("incarnation")));
        }
    }

    /**
     * The study of this name.
     *
     * @throws ProblemException of type study-not-found
     */
    public StudyView find(Project project, StudyName name) {
        return view(FIND, project, name);
    }

    /**
     * The study of this name, its progress locked until the transaction ends. No other row of the study may be locked
     * before.
     *
     * @throws ProblemException of type study-not-found
     */
    public StudyView lock(Project project, StudyName name) {
        return view(LOCK, project, name);
    }

    /** The study of this number in the database, locked in the same way; empty if it was removed. */
    public Optional<StudyView> lock(long studyId) {
        return jdbc.sql(LOCK_BY_ID)
                .param("study", studyId)
                .query(Found::of)
                .optional()
                .flatMap(this::view);
    }

    private StudyView view(String sql, Project project, StudyName name) {
        return jdbc.sql(sql)
                .param("project", project.name())
                .param("name", name.value())
                .query(Found::of)
                .optional()
                .flatMap(this::view)
                .orElseThrow(() -> notFound(name));
    }

    private Optional<StudyView> view(Found found) {
        return studies.findWithProgress(found.studyId).stream()
                .findFirst()
                .map(pair -> view((Study) pair[0], (StudyProgress) pair[1], found));
    }

    private StudyView view(Study study, StudyProgress progress, Found found) {
        return new StudyView(study, progress, terms.read(study, found.incarnation), found.now, found.incarnation);
    }

    private static ProblemException notFound(StudyName name) {
        return new ProblemException(
                ProblemType.STUDY_NOT_FOUND, "There is no study named %s in this project.".formatted(name));
    }
}
