package dev.parley.mlflow;

import dev.parley.study.Studies;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import dev.parley.trial.Trial;
import dev.parley.trial.TrialRepository;
import dev.parley.trial.TrialResponse;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads what is logged: studies, trials that have ended, and what these reported. */
final class EndedTrials {

    /** How many reports are read at a time. */
    private static final int PAGE = 1_000;

    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private final Transactions transactions;
    private final Studies studies;
    private final TrialRepository trials;
    private final TrialResponse.Factory responses;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    EndedTrials(
            Transactions transactions,
            Studies studies,
            TrialRepository trials,
            TrialResponse.Factory responses,
            JdbcClient jdbc,
            JsonMapper json) {
        this.transactions = transactions;
        this.studies = studies;
        this.trials = trials;
        this.responses = responses;
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A trial that has ended.
     *
     * @param study its study's number in the database
     * @param number its number
     * @param run what its run is to show, reports apart
     * @param handout the handout that it ended in
     * @param hasReported whether it reported anything then
     */
    record Ended(long study, int number, TrialRun run, int handout, boolean hasReported) {}

    /** A study; empty if it was removed. */
    Optional<StudyView> study(long study) {
        return transactions.read(() -> studies.find(study));
    }

    /** Those of a study's trials of these numbers that have ended, by number. */
    Map<Integer, Ended> read(StudyView view, List<Integer> numbers) {
        return transactions.read(() -> {
            Set<Integer> reported = reported(view.study().id(), numbers);
            Map<Integer, Ended> read = new HashMap<>();
            for (Trial trial : trials.findAll(view.study().id(), numbers)) {
                if (trial.state() != TrialState.QUEUED && trial.state() != TrialState.RUNNING) {
                    read.put(
                            trial.number(),
                            new Ended(
                                    view.study().id(),
                                    trial.number(),
                                    TrialRun.of(responses.of(trial, view.terms()), view, json),
                                    trial.handout(),
                                    reported.contains(trial.number())));
                }
            }
            return read;
        });
    }

    private Set<Integer> reported(long study, List<Integer> numbers) {
        return new HashSet<>(jdbc.sql("""
            SELECT number FROM trial t
            WHERE study_id = :study AND number IN (:numbers) AND EXISTS (
              SELECT FROM measurement m
              WHERE m.study_id = t.study_id AND m.number = t.number AND m.handout = t.handout)
            """)
                .param("study", study)
                .param("numbers", numbers)
                .query(Integer.class)
                .list());
    }

    /**
     * What a trial reported after a step in its last handout, the first {@value #PAGE} steps; empty if nothing.
     *
     * @param step -1 for the first
     */
    List<Point> reportedAfter(Ended trial, long step) {
        return transactions.statement(() -> {
            List<Point> points = new ArrayList<>();
            jdbc.sql("""
                SELECT step, values::text AS values, recorded_at FROM measurement
                WHERE study_id = :study AND number = :number AND handout = :handout AND step > :step
                ORDER BY step LIMIT :most
                """)
                    .param("study", trial.study)
                    .param("number", trial.number)
                    .param("handout", trial.handout)
                    .param("step", step)
                    .param("most", PAGE)
                    .query(row -> {
                        long at = row.getLong("step");
                        var time = row.getObject("recorded_at", Timestamp.class).toInstant();
                        json.readValue(row.getString("values"), VALUES)
                                .forEach((name, value) ->
                                        points.add(new Point(RunKey.of(name), number(value), time, at)));
                    });
            return points;
        });
    }

    /** Numbers that are not finite are texts in JSON. */
    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble(value.toString());
    }
}
