package dev.parley.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Lists a project's studies, filtered and paged. */
@Service
public class StudyListing {

    /**
     * Which studies.
     *
     * @param state only those in this state; all if null
     * @param labels only those with all of these labels
     * @param search only those whose name, description or labels hold this, whatever its case; all if null
     */
    public record Wanted(
            @Nullable StudyState state,
            Map<String, String> labels,
            @Nullable String search) {

        public Wanted {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * A study in a list.
     *
     * @param id its number in the database
     * @param response the study without its space
     */
    public record Listed(long id, StudyResponse response) {}

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

    /** One page of studies by name. */
    public StudyList list(Project project, Wanted wanted, Page page) {
        return transactions.read(() -> {
            List<Row> rows = rows(project, wanted, page, "s.name > :after", page.after(), "s.name");
            List<StudyResponse> studies =
                    studies(page.cut(rows)).stream().map(Listed::response).toList();
            return new StudyList(studies, page.nextToken(rows, Row::name));
        });
    }

    /**
     * The studies of a page and, if there is one, one more, the newest first; a page is to begin after a study's id. The caller holds a
     * transaction.
     */
    public List<Listed> newest(Project project, Wanted wanted, Page page) {
        Long after = page.after() == null ? null : (Long) id(page.after());
        return studies(rows(project, wanted, page, "s.study_id < :after", after, "s.study_id DESC"));
    }

    private static long id(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw Page.malformedToken();
        }
    }

    private List<Row> rows(
            Project project, Wanted wanted, Page page, String isLater, @Nullable Object after, String order) {
        StringBuilder sql = new StringBuilder("SELECT s.study_id, s.name, " + Incarnation.SQL + " AS incarnation"
                + " FROM study s JOIN study_progress p USING (study_id) WHERE s.project = :project");
        Map<String, Object> parameters = new HashMap<>(Map.of("project", project.name(), "size", page.size() + 1));
        if (wanted.state != null) {
            sql.append(" AND p.state = :state");
            parameters.put("state", wanted.state.toString());
        }
        if (!wanted.labels.isEmpty()) {
            sql.append(" AND s.labels @> :labels::jsonb");
            parameters.put("labels", json.writeValueAsString(wanted.labels));
        }
        if (wanted.search != null) {
            sql.append(" AND (s.name ILIKE :search OR s.description ILIKE :search OR s.labels::text ILIKE :search)");
            parameters.put("search", "%" + wanted.search.replaceAll("([%_\\\\])", "\\\\$1") + "%");
        }
        if (after != null) {
            sql.append(" AND ").append(isLater);
            parameters.put("after", after);
        }
        sql.append(" ORDER BY ").append(order).append(" LIMIT :size");
        return jdbc.sql(sql.toString())
                .params(parameters)
                .query((row, number) ->
                        new Row(row.getLong("study_id"), row.getString("name"), row.getString("incarnation")))
                .list();
    }

    private List<Listed> studies(List<Row> rows) {
        Map<Long, Object[]> found = new HashMap<>();
        for (Object[] pair :
                repository.findAllWithProgress(rows.stream().map(Row::studyId).toList())) {
            found.put(((Study) pair[0]).id(), pair);
        }
        List<Listed> studies = new ArrayList<>();
        for (Row row : rows) {
            Object[] pair = found.get(row.studyId);
            if (pair != null) {
                Study study = (Study) pair[0];
                StudyTerms read = terms.read(study, new Incarnation(row.incarnation));
                studies.add(new Listed(
                        study.id(),
                        StudyResponse.summary(study, (StudyProgress) pair[1], read, modelNames.note(study, read))));
            }
        }
        return studies;
    }
}
