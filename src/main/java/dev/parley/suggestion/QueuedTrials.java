package dev.parley.suggestion;

import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import dev.parley.trial.ConfigurationFormat;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the queued trials that an ask may take, the lowest numbers first. */
@Component
class QueuedTrials {

    private final JdbcClient jdbc;
    private final ConfigurationFormat format;

    QueuedTrials(JdbcClient jdbc, ConfigurationFormat format) {
        this.jdbc = jdbc;
        this.format = format;
    }

    /** The numbers of at most {@code most} queued trials that have the values the ask fixes. */
    List<Integer> match(StudyView view, AskRequest request, int most) {
        if (most == 0 || view.progress().count(TrialState.QUEUED) == 0) {
            return List.of();
        }
        SearchSpace space = view.terms().space();
        String fixed = request.fixed() == null ? "{}" : format.write(space, space.fixed(request.fixed()));
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
