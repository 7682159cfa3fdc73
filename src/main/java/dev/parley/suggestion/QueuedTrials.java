package dev.parley.suggestion;

import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the queued trials that an ask may take, the lowest numbers first. */
@Component
class QueuedTrials {

    private final JdbcClient jdbc;

    QueuedTrials(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The numbers of at most {@code most} queued trials that have the values the ask fixes.
     *
     * @param fixed those values as a JSON text; null if none
     */
    List<Integer> match(StudyView view, @Nullable String fixed, int most) {
        if (most == 0 || view.progress().count(TrialState.QUEUED) == 0) {
            return List.of();
        }
        return jdbc.sql("""
            SELECT number FROM trial
            WHERE study_id = :study AND state = 'queued' AND configuration @> :fixed::jsonb
            ORDER BY number LIMIT :most
            """)
                .param("study", view.study().id())
                .param("fixed", fixed == null ? "{}" : fixed)
                .param("most", most)
                .query((row, n) -> row.getInt("number"))
                .list();
    }
}
