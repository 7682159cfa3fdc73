package dev.parley.dashboard;

import dev.parley.dashboard.TimelineResponse.Span;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Says who worked on what, and when. */
@Service
class Timeline {

    private final Transactions transactions;
    private final Studies studies;
    private final JdbcClient jdbc;

    Timeline(Transactions transactions, Studies studies, JdbcClient jdbc) {
        this.transactions = transactions;
        this.studies = studies;
        this.jdbc = jdbc;
    }

    /** The newest trials that were handed out, at most so many. */
    TimelineResponse of(Project project, StudyName name, int most) {
        return transactions.read(() -> {
            StudyView view = studies.find(project, name);
            return new TimelineResponse(
                    view.now(),
                    jdbc.sql("""
                        SELECT number, worker, state, attempt, started_at, finished_at FROM trial
                        WHERE study_id = :study AND started_at IS NOT NULL ORDER BY number DESC LIMIT :most
                        """)
                            .param("study", view.study().id())
                            .param("most", most)
                            .query((row, n) -> new Span(
                                    row.getInt("number"),
                                    row.getString("worker"),
                                    TrialState.of(row.getString("state")),
                                    row.getInt("attempt"),
                                    row.getTimestamp("started_at").toInstant(),
                                    instant(row.getTimestamp("finished_at"))))
                            .list());
        });
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
