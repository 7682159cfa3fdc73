package dev.parley.prediction;

import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Prediction;
import dev.parley.optimizer.space.Configuration;
import dev.parley.prediction.Calibration.Pair;
import dev.parley.study.StudyView;
import dev.parley.trial.ConfigurationFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The predictions that were made of each study, the latest {@value #MOST_KEPT} of each predictor. */
@Component
class KeptPredictions {

    private static final int MOST_KEPT = 10_000;

    /** The engine's surrogate in a map by models' names: before them all. */
    private static final String ENGINE = "";

    /**
     * Each trial that told a value, with the latest prediction of its configuration by each predictor before it ended: by one
     * sort of predictions and ends. A trial that ends at the revision that a prediction knew was known to it.
     */
    private static final String TOLD = """
        WITH said AS (
            SELECT prediction_id, coalesce(model, '') AS model, hashtextextended(configuration::text, 0) AS what, revision
            FROM prediction WHERE study_id = :study),
        ended AS (
            SELECT number, hashtextextended(configuration::text, 0) AS what, finished_revision AS revision,
                values[1] AS told
            FROM trial WHERE study_id = :study AND state = 'complete'),
        events AS (
            SELECT model, what, revision, prediction_id, NULL::integer AS number, NULL::float8 AS told FROM said
            UNION ALL
            SELECT model, what, revision, NULL, number, told
            FROM ended JOIN (SELECT DISTINCT model, what FROM said) AS predicted USING (what)),
        matched AS (
            SELECT number, told, max(prediction_id) OVER (PARTITION BY model, what ORDER BY revision, number IS NULL) AS latest
            FROM events)
        SELECT coalesce(p.model, '') AS model, p.mean, p.spread, p.low, p.high, m.told
        FROM matched m JOIN prediction p ON p.study_id = :study AND p.prediction_id = m.latest
        WHERE m.number IS NOT NULL
        """;

    private final JdbcClient jdbc;
    private final ConfigurationFormat format;

    KeptPredictions(JdbcClient jdbc, ConfigurationFormat format) {
        this.jdbc = jdbc;
        this.format = format;
    }

    /**
     * What somebody predicts of a configuration.
     *
     * @param model the language model; null for the engine's own surrogate
     * @param draws how many answers it is from; null for the engine's
     * @param foretold how asks may use it; null if they may not
     */
    record Predicted(
            @Nullable String model,
            Configuration configuration,
            Prediction prediction,
            @Nullable Integer draws,
            @Nullable ForAsks foretold) {

        /** A prediction that asks do not use. */
        Predicted(@Nullable String model, Configuration configuration, Prediction prediction, @Nullable Integer draws) {
            this(model, configuration, prediction, draws, null);
        }
    }

    /**
     * How asks may use a prediction.
     *
     * @param revision the study's revision at which it came
     * @param madeAt how many trials had ended before
     * @param origin where the configuration came from if it is a candidate; null if it is a trial's
     */
    record ForAsks(long revision, int madeAt, @Nullable Origin origin) {

        /** The same of a configuration that came from there. */
        ForAsks of(@Nullable Origin from) {
            return new ForAsks(revision, madeAt, from);
        }
    }

    /** Keeps predictions that have a mean; answers how many are kept no longer. */
    int keep(StudyView view, long revision, List<Predicted> predictions) {
        for (Predicted predicted : predictions) {
            if (Double.isFinite(predicted.prediction.mean())) {
                keep(view, revision, predicted);
            }
        }
        return predictions.stream()
                .filter(predicted -> predicted.foretold == null)
                .map(Predicted::model)
                .distinct()
                .mapToInt(model -> forget(view, model))
                .sum();
    }

    /** Forgets what is kept no longer of a predictor; what asks may use is kept, for they are computed again from it. */
    private int forget(StudyView view, @Nullable String model) {
        return jdbc.sql("""
            DELETE FROM prediction
            WHERE study_id = :study AND model IS NOT DISTINCT FROM :model AND foretold_revision IS NULL
              AND prediction_id <= (SELECT prediction_id FROM prediction
                  WHERE study_id = :study AND model IS NOT DISTINCT FROM :model AND foretold_revision IS NULL
                  ORDER BY prediction_id DESC OFFSET :most LIMIT 1)
            """)
                .param("study", view.study().id())
                .param("model", model)
                .param("most", MOST_KEPT)
                .update();
    }

    private void keep(StudyView view, long revision, Predicted predicted) {
        Prediction prediction = predicted.prediction;
        ForAsks foretold = predicted.foretold;
        jdbc.sql("""
            INSERT INTO prediction
                (study_id, model, configuration, revision, mean, spread, low, high, probability, draws, created_at,
                 foretold_revision, space_version, made_at, origin)
            VALUES (:study, :model, :configuration::jsonb, :revision, :mean, :spread, :low, :high, :probability, :draws,
                clock_timestamp(), :foretold, :space, :madeAt, :origin)
            """)
                .param("study", view.study().id())
                .param("model", predicted.model)
                .param("configuration", format.write(view.terms().space(), predicted.configuration))
                .param("revision", revision)
                .param("mean", prediction.mean())
                .param("spread", known(prediction.spread()))
                .param("low", known(prediction.low()))
                .param("high", known(prediction.high()))
                .param("probability", known(prediction.probabilityOfBest()))
                .param("draws", predicted.draws)
                .param("foretold", foretold == null ? null : (Long) foretold.revision)
                .param("space", foretold == null ? null : (Integer) view.study().spaceVersion())
                .param("madeAt", foretold == null ? null : (Integer) foretold.madeAt)
                .param("origin", foretold == null || foretold.origin == null ? null : foretold.origin.toString())
                .update();
    }

    static @Nullable Double known(double number) {
        return Double.isFinite(number) ? (Double) number : null;
    }

    /** How true the predictions of a study came. */
    List<Calibration> calibrations(long studyId) {
        Map<String, Integer> counts = new TreeMap<>();
        jdbc.sql("SELECT coalesce(model, '') AS model, count(*)::int AS count FROM prediction WHERE study_id ="
                        + " ? GROUP BY 1")
                .param(studyId)
                .query(row -> {
                    counts.put(row.getString("model"), row.getInt("count"));
                });
        Map<String, List<Pair>> pairs = new HashMap<>();
        jdbc.sql(TOLD).param("study", studyId).query(row -> {
            pairs.computeIfAbsent(row.getString("model"), absent -> new ArrayList<>())
                    .add(new Pair(
                            row.getDouble("mean"),
                            row.getObject("spread", Double.class),
                            row.getObject("low", Double.class),
                            row.getObject("high", Double.class),
                            row.getDouble("told")));
        });
        return counts.entrySet().stream()
                .map((Map.Entry<String, Integer> entry) -> Calibration.of(
                        entry.getKey().equals(ENGINE) ? null : entry.getKey(),
                        entry.getValue(),
                        pairs.getOrDefault(entry.getKey(), List.of())))
                .toList();
    }
}
