package dev.parley.trial;

import dev.parley.optimizer.space.Configuration;
import dev.parley.study.StudyView;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What workers told of their trials in words: why some failed, and what the outcome constraints are called. */
@Component
public class TrialRemarks {

    private static final int MOST = 20;
    private static final int LOOKED_AT = 200;

    /**
     * A trial that failed.
     *
     * @param configuration what was tried
     * @param reason why it failed, as its worker said it
     */
    public record Failed(Configuration configuration, String reason) {}

    private record Remark(String configuration, String reason) {}

    private final JdbcClient jdbc;
    private final ConfigurationFormat format;

    TrialRemarks(JdbcClient jdbc, ConfigurationFormat format) {
        this.jdbc = jdbc;
        this.format = format;
    }

    /** The trials that failed with a reason, the latest first, {@value #MOST} at most. */
    public List<Failed> failed(StudyView view) {
        return jdbc
                .sql("""
                    SELECT configuration::text AS configuration, reason FROM trial
                    WHERE study_id = :study AND state = 'failed' AND reason IS NOT NULL ORDER BY number DESC LIMIT :most
                    """)
                .param("study", view.study().id())
                .param("most", MOST)
                .query((row, n) -> new Remark(row.getString("configuration"), row.getString("reason")))
                .list()
                .stream()
                .flatMap(remark -> format.read(view.terms().space(), remark.configuration).stream()
                        .map(configuration -> new Failed(configuration, remark.reason)))
                .toList();
    }

    /** The names of the outcome constraints that were told of the latest trials, in alphabetical order. */
    public List<String> constraints(StudyView view) {
        return jdbc.sql("""
            SELECT DISTINCT name FROM (
                SELECT constraints FROM trial WHERE study_id = :study AND constraints IS NOT NULL
                ORDER BY number DESC LIMIT :most) AS latest, jsonb_object_keys(constraints) AS name
            ORDER BY name
            """)
                .param("study", view.study().id())
                .param("most", LOOKED_AT)
                .query((row, n) -> row.getString("name"))
                .list();
    }
}
