package dev.parley.katib;

import dev.parley.optimizer.space.SearchSpace;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The studies that experiments have become, and who may change one: one call of Katib at a time, over all replicas. */
class KnownExperiments {

    private static final Logger LOG = LoggerFactory.getLogger(KnownExperiments.class);

    /** The state of a statement that waited for as long as it may. */
    private static final String CANNOT_WAIT_LONGER = "55P03";

    /** How long the connection that holds the lock may wait for the work, which goes on other ones. */
    private static final String MOST_IDLE = "10min";

    private final Transactions transactions;
    private final Studies studies;
    private final JdbcClient jdbc;
    private final DataSource database;

    KnownExperiments(Transactions transactions, Studies studies, JdbcClient jdbc, DataSource database) {
        this.transactions = transactions;
        this.studies = studies;
        this.jdbc = jdbc;
        this.database = database;
    }

    /**
     * A study that is an experiment of Katib.
     *
     * @param project its project
     * @param name its name
     * @param id its number in the database
     * @param space where it searches now
     * @param createdAt when it was created
     */
    record ExperimentStudy(Project project, StudyName name, long id, SearchSpace space, Instant createdAt) {}

    ExperimentStudy find(Project project, StudyName name) {
        return transactions.read(() -> {
            StudyView view = studies.find(project, name);
            return new ExperimentStudy(
                    project,
                    name,
                    view.study().id(),
                    view.terms().space(),
                    view.study().createdAt());
        });
    }

    /** Which of these workers have a trial of the study that runs. */
    Set<String> busy(ExperimentStudy study, Collection<String> workers) {
        return workers.isEmpty()
                ? Set.of()
                : Set.copyOf(jdbc.sql("""
                    SELECT DISTINCT worker FROM trial
                    WHERE study_id = :study AND state = 'running' AND worker IN (:workers)
                    """)
                        .param("study", study.id)
                        .param("workers", workers)
                        .query(String.class)
                        .list());
    }

    /**
     * Does something while no other call does so for this study, on any replica. What it does has transactions of its own,
     * on other connections.
     *
     * @throws ProblemException of type overloaded if another call takes long
     */
    <T> T alone(ExperimentStudy study, Supplier<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lock(connection, study.id);
                return work.get();
            } finally {
                unlock(connection);
            }
        } catch (SQLException failure) {
            throw new DataAccessResourceFailureException("an experiment could not be locked", failure);
        }
    }

    private static void lock(Connection connection, long studyId) throws SQLException {
        try (Statement limit = connection.createStatement()) {
            limit.execute("SET LOCAL lock_timeout = '20s'");
            limit.execute("SET LOCAL idle_in_transaction_session_timeout = '" + MOST_IDLE + "'");
        }
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended('katib of ' || ?, 0))")) {
            lock.setString(1, Long.toString(studyId));
            lock.execute();
        } catch (SQLException failure) {
            if (CANNOT_WAIT_LONGER.equals(failure.getSQLState())) {
                throw new ProblemException(
                        ProblemType.OVERLOADED,
                        "Another call for this experiment is being answered. Katib asks again by itself.");
            }
            throw failure;
        }
    }

    /** A connection that broke has let go by itself. */
    private static void unlock(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException broken) {
            LOG.debug("a lock went with its connection", broken);
        }
    }
}
