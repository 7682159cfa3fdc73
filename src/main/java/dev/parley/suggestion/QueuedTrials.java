package dev.parley.suggestion;

import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Finds the queued trials that an ask may take, the lowest numbers first. */
@Component
class QueuedTrials {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    QueuedTrials(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The numbers of at most {@code most} queued trials that have the values the ask fixes. */
    List<Integer> match(StudyView view, AskRequest request, int most) {
        if (most == 0 || view.progress().count(TrialState.QUEUED) == 0) {
            return List.of();
        }
        String fixed = request.fixed() == null ? "{}" : json.writeValueAsString(request.fixed());
        return jdbc.sql("""
            SELECT number FROM trial
            WHERE study_id = :study AND state = 'queued' AND configuration @> :fixed::jsonb
            ORDER BY number LIMIT :most
            """)
                .param("study", view.study().id())
                .param("fixed", fixed)
                .param("most", most)
                .query((row, n) -> row.getInt("number"))
                .list();
    }
}
