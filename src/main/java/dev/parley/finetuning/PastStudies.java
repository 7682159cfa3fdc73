package dev.parley.finetuning;

import dev.parley.finetuning.FineTuneRequest.Filter;
import dev.parley.finetuning.Work.Source;
import dev.parley.optimizer.Draw;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.trial.HistoryCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads studies to learn from; in transactions of its own. */
@Component
class PastStudies {

    private static final int MOST_STUDIES = 1_000;

    private static final String CANDIDATES = """
        SELECT s.study_id, s.name, p.complete, p.complete + p.pruned + p.infeasible AS ended,
          nullif(s.labels ->> :label, '') AS label
        FROM study s JOIN study_progress p USING (study_id) WHERE s.project = :project\
        """;

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

    /** A study as it was when a fine-tuning began; empty if it was removed. */
    Optional<PastStudy> of(Project project, Source source) {
        return transactions
                .read(() -> studies.find(source.id())
                        .filter(view -> view.study().project().equals(project))
                        .map(this::past))
                .map(study -> study.first(source.trials()));
    }

    /** A study that is held out, as the models that are tested see it; empty if it was removed. */
    Optional<PastStudy> heldOut(Project project, FineTuneRequest request, Source source) {
        long seed = Objects.requireNonNull(request.seed()) ^ Lessons.hash(source.study());
        return of(project, source)
                .map(study ->
                        Boolean.TRUE.equals(request.redact()) ? study.redacted(new Draw(seed, 0).random()) : study);
    }

    private PastStudy past(StudyView view) {
        return PastStudy.of(view, histories.aside(view));
    }

    /**
     * A study that may take part.
     *
     * @param id which study it is
     * @param name its name
     * @param complete how many of its trials are complete
     * @param ended how many of its trials are complete, pruned or infeasible
     * @param label its value of the label that studies are grouped by; null if it has none
     */
    record Candidate(
            long id,
            String name,
            int complete,
            int ended,
            @Nullable String label) {}

    /**
     * A project's studies of these names, in their order; without those that there are not.
     *
     * @param label what studies are grouped by; null for nothing
     */
    List<Candidate> candidates(Project project, List<String> names, @Nullable String label) {
        Map<String, Object> parameters = new HashMap<>(Map.of("names", names.toArray(String[]::new)));
        return candidates(
                project,
                label,
                " AND s.name = ANY (:names) ORDER BY array_position(:names::text[], s.name)",
                parameters);
    }

    /** The studies of a project that a filter lets through, {@value #MOST_STUDIES} at most, by name. */
    List<Candidate> candidates(Project project, Filter filter, @Nullable String label) {
        StringBuilder condition = new StringBuilder();
        Map<String, Object> parameters = new HashMap<>(Map.of("most", MOST_STUDIES));
        if (filter.state() != null) {
            condition.append(" AND p.state = :state");
            parameters.put("state", filter.state().toString());
        }
        if (filter.labels() != null) {
            condition.append(" AND s.labels @> :labels::jsonb");
            parameters.put("labels", json.writeValueAsString(filter.labels()));
        }
        condition.append(" ORDER BY s.name LIMIT :most");
        return candidates(project, label, condition.toString(), parameters);
    }

    private List<Candidate> candidates(
            Project project, @Nullable String label, String condition, Map<String, Object> parameters) {
        parameters.put("project", project.name());
        parameters.put("label", Objects.requireNonNullElse(label, ""));
        return transactions.read(() -> jdbc.sql(CANDIDATES + condition)
                .params(parameters)
                .query((row, number) -> new Candidate(
                        row.getLong("study_id"),
                        row.getString("name"),
                        row.getInt("complete"),
                        row.getInt("ended"),
                        row.getString("label")))
                .list());
    }
}
