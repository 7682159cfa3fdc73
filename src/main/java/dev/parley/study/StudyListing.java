package dev.parley.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Lists a project's studies by name, filtered and paged. */
@Service
class StudyListing {

    private final Transactions transactions;
    private final JdbcClient jdbc;
    private final StudyRepository repository;
    private final TermsReader terms;
    private final JsonMapper json;
    private final ModelNames modelNames;

    StudyListing(
            Transactions transactions,
            JdbcClient jdbc,
            StudyRepository repository,
            TermsReader terms,
            JsonMapper json,
            ModelNames modelNames) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.repository = repository;
        this.terms = terms;
        this.json = json;
        this.modelNames = modelNames;
    }

    private record Row(long studyId, String name, String incarnation) {}

    /**
     * One page of studies.
     *
     * @param state only studies in this state, or all
     * @param labels only studies with all of these labels
     */
    StudyList list(Project project, @Nullable StudyState state, Map<String, String> labels, Page page) {
        return transactions.read(() -> {
            List<Row> rows = rows(project, state, labels, page);
            return new StudyList(studies(page.cut(rows)), page.nextToken(rows, Row::name));
        });
    }

    private List<Row> rows(Project project, @Nullable StudyState state, Map<String, String> labels, Page page) {
        StringBuilder sql = new StringBuilder("SELECT s.study_id, s.name, " + Incarnation.SQL + " AS incarnation"
                + " FROM study s JOIN study_progress p USING (study_id) WHERE s.project = :project");
        Map<String, Object> parameters = new HashMap<>(Map.of("project", project.name(), "size", page.size() + 1));
        if (state != null) {
            sql.append(" AND p.state = :state");
            parameters.put("state", state.toString());
        }
        if (!labels.isEmpty()) {
            sql.append(" AND s.labels @> :labels::jsonb");
            parameters.put("labels", json.writeValueAsString(labels));
        }
        if (page.after() != null) {
            sql.append(" AND s.name > :after");
            parameters.put("after", page.after());
        }
        sql.append(" ORDER BY s.name LIMIT :size");
        return jdbc.sql(sql.toString())
                .params(parameters)
                .query((row, number) ->
                        new Row(row.getLong("study_id"), row.getString("name"), row.getString("incarnation")))
                .list();
    }

    private List<StudyResponse> studies(List<Row> rows) {
        Map<Long, Object[]> found = new HashMap<>();
        for (Object[] pair :
                repository.findAllWithProgress(rows.stream().map(Row::studyId).toList())) {
            found.put(((Study) pair[0]).id(), pair);
        }
        List<StudyResponse> studies = new ArrayList<>();
        for (Row row : rows) {
            Object[] pair = found.get(row.studyId);
            if (pair != null) {
                Study study = (Study) pair[0];
                StudyTerms read = terms.read(study, new Incarnation(row.incarnation));
                studies.add(StudyResponse.summary(study, (StudyProgress) pair[1], read, modelNames.note(study, read)));
            }
        }
        return studies;
    }
}
