package dev.parley.transfer;

import dev.parley.study.Studies;
import dev.parley.study.Study;
import dev.parley.study.StudyView;
import dev.parley.transfer.Similarity.Subject;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds the earlier studies of a project that resemble one: the database knows those with parameters of the same name and how
 * much their words have in common, by its text search; they are compared here.
 */
@Component
class SimilarStudies {

    /** How many studies are compared, those with most parameters of the same name. */
    private static final int MOST_COMPARED = 200;

    /**
     * Any of the study's own words is looked for. How well another study's words match is told in terms of how well its own do,
     * which is the best.
     */
    private static final String FOUND = """
        WITH own AS MATERIALIZED (
            SELECT project, words, (
                SELECT string_agg('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery
                FROM (SELECT lexeme FROM unnest(words) LIMIT 200) AS lexemes) AS query
            FROM study WHERE study_id = :own)
        SELECT s.study_id, coalesce(
            least(1, ts_rank(s.words, own.query) / nullif(ts_rank(own.words, own.query), 0)), 'NaN')::float8 AS text
        FROM own
        JOIN study s ON s.project = own.project AND s.study_id <> :own
        JOIN study_definition d USING (study_id)
        JOIN study_progress p USING (study_id)
        """;

    private static final String WITH_COMMON_PARAMETERS = FOUND + """
        WHERE d.parameters ??| :names AND p.complete > 0
        ORDER BY (SELECT count(*) FROM jsonb_array_elements_text(d.parameters) AS p(parameter)
                  WHERE p.parameter = ANY (:names)) DESC,
            text DESC, s.study_id DESC
        LIMIT :most
        """;

    private static final String WITH_IDS = FOUND + "WHERE s.study_id = ANY (:ids)";

    private final JdbcClient jdbc;
    private final Studies studies;

    SimilarStudies(JdbcClient jdbc, Studies studies) {
        this.jdbc = jdbc;
        this.studies = studies;
    }

    private record Found(long studyId, double text) {}

    /** The studies with complete trials that resemble one, the most similar first; within the caller's transaction. */
    List<SimilarStudy> of(StudyView own) {
        String[] names = own.terms().space().parameters().stream()
                .map(parameter -> parameter.name())
                .toArray(String[]::new);
        return compared(
                own,
                jdbc.sql(WITH_COMMON_PARAMETERS)
                        .param("own", own.study().id())
                        .param("names", names)
                        .param("most", MOST_COMPARED)
                        .query((row, number) -> new Found(row.getLong("study_id"), row.getDouble("text")))
                        .list());
    }

    /** How much certain studies resemble one, the most similar first; within the caller's transaction. */
    List<SimilarStudy> among(StudyView own, Collection<Long> studyIds) {
        return compared(
                own,
                jdbc.sql(WITH_IDS)
                        .param("own", own.study().id())
                        .param("ids", studyIds.toArray(Long[]::new))
                        .query((row, number) -> new Found(row.getLong("study_id"), row.getDouble("text")))
                        .list());
    }

    private List<SimilarStudy> compared(StudyView own, List<Found> found) {
        Map<Long, Double> texts = new LinkedHashMap<>();
        found.forEach(row -> texts.put(row.studyId, row.text));
        Subject subject = subject(own);
        return studies.findAll(texts.keySet()).stream()
                .map(view -> new SimilarStudy(
                        view,
                        Similarity.of(
                                subject,
                                subject(view),
                                texts.getOrDefault(view.study().id(), Double.NaN))))
                .sorted(Comparator.comparingDouble(
                                (SimilarStudy similar) -> similar.similarity().score())
                        .reversed()
                        .thenComparing(similar -> similar.study().study().id(), Comparator.reverseOrder()))
                .toList();
    }

    private static Subject subject(StudyView view) {
        Study study = view.study();
        return new Subject(view.terms().space(), view.terms().objectives(), study.labels());
    }
}
