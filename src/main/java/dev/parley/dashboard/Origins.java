package dev.parley.dashboard;

import dev.parley.dashboard.OriginList.ModelUse;
import dev.parley.dashboard.OriginList.OriginRecord;
import dev.parley.optimizer.Direction;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Says what each origin of configurations came to. */
@Service
class Origins {

    private static final String BY_ORIGIN = """
        WITH tenth AS MATERIALIZED (
          SELECT percentile_disc(0.1) WITHIN GROUP (ORDER BY loss) AS loss FROM trial
          WHERE study_id = :study AND state = 'complete' AND violation = 0)
        SELECT origin, count(*) AS trials,
          count(*) FILTER (WHERE state = 'complete' AND violation = 0) AS complete,
          count(*) FILTER (WHERE state IN ('queued', 'running')) AS pending,
          count(*) FILTER (WHERE state IN ('failed', 'lost', 'infeasible')) AS failed,
          min(trial.loss) FILTER (WHERE state = 'complete' AND violation = 0) AS loss,
          (avg((trial.loss <= tenth.loss)::integer) FILTER (WHERE state = 'complete' AND violation = 0))::float8 AS top
        FROM trial CROSS JOIN tenth WHERE study_id = :study GROUP BY origin ORDER BY trials DESC, origin
        """;

    private static final String USE = """
        SELECT calls, tokens, cost, next_proposal, waiting,
          (SELECT count(*) FROM proposal WHERE proposal.study_id = :study AND fate = 'used') AS used
        FROM study_model WHERE study_id = :study
        """;

    private final Transactions transactions;
    private final Studies studies;
    private final JdbcClient jdbc;

    Origins(Transactions transactions, Studies studies, JdbcClient jdbc) {
        this.transactions = transactions;
        this.studies = studies;
        this.jdbc = jdbc;
    }

    /** The origins of a study's trials, and what its language model was used for. */
    OriginList of(Project project, StudyName name) {
        return transactions.read(() -> {
            StudyView view = studies.find(project, name);
            return new OriginList(origins(view), use(view.study().id()));
        });
    }

    private List<OriginRecord> origins(StudyView view) {
        Direction direction = view.terms().objectives().getFirst().direction();
        return jdbc.sql(BY_ORIGIN)
                .param("study", view.study().id())
                .query((row, n) -> {
                    Double loss = row.getObject("loss", Double.class);
                    return new OriginRecord(
                            row.getString("origin"),
                            row.getLong("trials"),
                            row.getLong("complete"),
                            row.getLong("pending"),
                            row.getLong("failed"),
                            loss == null ? null : (Double) direction.loss(loss),
                            row.getObject("top", Double.class));
                })
                .list();
    }

    private @Nullable ModelUse use(long studyId) {
        return jdbc.sql(USE)
                .param("study", studyId)
                .query((row, n) -> new ModelUse(
                        row.getLong("calls"),
                        row.getLong("tokens"),
                        row.getBigDecimal("cost"),
                        row.getLong("next_proposal"),
                        row.getLong("used"),
                        row.getLong("waiting")))
                .optional()
                .orElse(null);
    }
}
