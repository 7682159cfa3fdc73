package dev.parley.finetuning;

import dev.parley.finetuning.FineTuneRequest.Filter;
import dev.parley.finetuning.Work.Source;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.trial.HistoryCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads studies to learn from; in transactions of its own. */
@Component
class PastStudies {

    private static final int MOST_STUDIES = 1_000;

    private final Studies studies;
    private final HistoryCache histories;
    private final Transactions transactions;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    PastStudies(Studies studies, HistoryCache histories, Transactions transactions, JdbcClient jdbc, JsonMapper json) {
        this.studies = studies;
        this.histories = histories;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A project's study of this name as it is now.
     *
     * @throws dev.parley.problem.ProblemException of type study-not-found
     */
    PastStudy find(Project project, StudyName name) {
        return transactions.read(() -> past(studies.find(project, name)));
    }

    /** The same; empty if there is none of this name. */
    Optional<PastStudy> lookUp(Project project, StudyName name) {
        return transactions.read(() -> studies.lookUp(project, name).map(this::past));
    }

    /** A study as it was when a fine-tuning began; empty if it was removed. */
    Optional<PastStudy> of(Project project, Source source) {
        return lookUp(project, new StudyName(source.study())).map(study -> study.first(source.trials()));
    }

    private PastStudy past(StudyView view) {
        return PastStudy.of(view, histories.upTo(view).history());
    }

    /** The value of a label of a study; null if it has none. */
    @Nullable
    String label(Project project, String study, String label) {
        return transactions
                .read(() -> jdbc.sql(
                                "SELECT coalesce(labels ->> :label, '') FROM study WHERE project = :project AND name ="
                                        + " :name")
                        .param("label", label)
                        .param("project", project.name())
                        .param("name", study)
                        .query(String.class)
                        .optional()
                        .filter(value -> !value.isEmpty()))
                .orElse(null);
    }

    /** The names of a project's studies that a filter lets through, {@value #MOST_STUDIES} at most. */
    List<String> names(Project project, Filter filter) {
        StringBuilder sql = new StringBuilder(
                "SELECT s.name FROM study s JOIN study_progress p USING (study_id) WHERE s.project = :project");
        Map<String, Object> parameters = new HashMap<>(Map.of("project", project.name(), "most", MOST_STUDIES));
        if (filter.state() != null) {
            sql.append(" AND p.state = :state");
            parameters.put("state", filter.state().toString());
        }
        if (filter.labels() != null) {
            sql.append(" AND s.labels @> :labels::jsonb");
            parameters.put("labels", json.writeValueAsString(filter.labels()));
        }
        sql.append(" ORDER BY s.name LIMIT :most");
        return transactions.read(() ->
                jdbc.sql(sql.toString()).params(parameters).query(String.class).list());
    }
}
