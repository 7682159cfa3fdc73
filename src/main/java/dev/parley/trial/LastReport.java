package dev.parley.trial;

import dev.parley.optimizer.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Completes the outcome of a pruned trial: by what is recorded of it, or else by what it reported last. */
@Component
class LastReport {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    LastReport(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The outcome with the step and the values that a client left out. */
    Outcome completed(Outcome outcome, Trial trial, List<Objective> objectives) {
        if (!(outcome instanceof Outcome.Pruned pruned) || (pruned.step() != null && pruned.measured() != null)) {
            return outcome;
        }
        if (trial.outcome() instanceof Outcome.Pruned recorded) {
            return filled(pruned, recorded.step(), recorded.measured());
        }
        return filled(
                pruned,
                pruned.step() == null ? lastStep(trial) : null,
                pruned.measured() == null ? lastValues(trial, objectives) : null);
    }

    private static Outcome filled(Outcome.Pruned told, @Nullable Long step, @Nullable MeasuredValues measured) {
        return new Outcome.Pruned(
                told.measured() == null ? measured : told.measured(),
                told.step() == null ? step : told.step(),
                told.constraints(),
                told.reason());
    }

    private @Nullable Long lastStep(Trial trial) {
        return jdbc.sql("""
            SELECT step FROM measurement WHERE study_id = :study AND number = :number
            ORDER BY handout DESC, step DESC LIMIT 1
            """)
                .param("study", trial.id().studyId())
                .param("number", trial.number())
                .query(Long.class)
                .optional()
                .orElse(null);
    }

    /** Of the last report that has all objectives, if they are finite. Steps that were reported anew after it do not count. */
    private @Nullable MeasuredValues lastValues(Trial trial, List<Objective> objectives) {
        String[] names = objectives.stream().map(Objective::name).toArray(String[]::new);
        return jdbc.sql("""
            SELECT values::text FROM measurement m
            WHERE study_id = :study AND number = :number AND jsonb_exists_all(values, :names) AND NOT EXISTS (
              SELECT FROM measurement later
              WHERE later.study_id = m.study_id AND later.number = m.number AND later.handout > m.handout
                AND later.step <= m.step)
            ORDER BY handout DESC, step DESC LIMIT 1
            """)
                .param("study", trial.id().studyId())
                .param("number", trial.number())
                .param("names", names)
                .query(String.class)
                .optional()
                .map(values -> values(values, objectives))
                .filter(measured -> Arrays.stream(measured.values()).allMatch(Double::isFinite))
                .orElse(null);
    }

    private MeasuredValues values(String measured, List<Objective> objectives) {
        JsonNode values = json.readTree(measured);
        return new MeasuredValues(
                objectives.stream()
                        .mapToDouble(objective -> values.path(objective.name()).asDouble(Double.NaN))
                        .toArray(),
                null,
                Map.of());
    }
}
