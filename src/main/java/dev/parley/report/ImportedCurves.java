package dev.parley.report;

import dev.parley.optimizer.Pruner;
import dev.parley.study.PrunerDefinition;
import dev.parley.study.StudyView;
import dev.parley.trial.MeasuredHistory;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what imported trials measured, as if they had reported it, and the losses at which they came to their pruner's rungs. */
@Component
class ImportedCurves implements MeasuredHistory {

    private static final int BATCH = 1_000;

    private static final String MEASUREMENT = """
        INSERT INTO measurement (study_id, number, handout, attempt, step, values, recorded_at)
        VALUES (?, ?, 0, 0, ?, ?::jsonb, ?)
        """;

    private static final String RUNG = "INSERT INTO rung (study_id, number, step, loss) VALUES (?, ?, ?, ?)";

    private record Rung(int number, long step, double loss) {}

    private record Step(Measured trial, long step, Map<String, Double> values) {}

    private final JdbcTemplate jdbc;
    private final PrunerConfiguration.Pruners pruners;
    private final JsonMapper json;

    ImportedCurves(JdbcTemplate jdbc, PrunerConfiguration.Pruners pruners, JsonMapper json) {
        this.jdbc = jdbc;
        this.pruners = pruners;
        this.json = json;
    }

    @Override
    public void keep(StudyView view, List<Measured> measured) {
        long study = view.study().id();
        List<Step> steps = measured.stream()
                .flatMap(trial ->
                        trial.values().entrySet().stream().map(step -> new Step(trial, step.getKey(), step.getValue())))
                .toList();
        jdbc.batchUpdate(MEASUREMENT, steps, BATCH, (statement, step) -> {
            statement.setLong(1, study);
            statement.setInt(2, step.trial.number());
            statement.setLong(3, step.step);
            statement.setString(4, json.writeValueAsString(step.values));
            statement.setTimestamp(5, Timestamp.from(step.trial.recordedAt()));
        });
        PrunerDefinition definition = view.terms().pruner();
        if (definition != null) {
            jdbc.batchUpdate(RUNG, rungs(measured, definition), BATCH, (statement, rung) -> {
                statement.setLong(1, study);
                statement.setInt(2, rung.number);
                statement.setLong(3, rung.step);
                statement.setDouble(4, rung.loss);
            });
        }
    }

    private List<Rung> rungs(List<Measured> measured, PrunerDefinition definition) {
        Pruner pruner = pruners.of(definition);
        List<Rung> reached = new ArrayList<>();
        for (Measured trial : measured) {
            CurveReading reading = new CurveReading(definition.goesFor());
            trial.values().forEach((step, values) -> {
                Double value = values.get(definition.looksAt());
                if (value != null) {
                    reading.add(0, step, value.toString());
                }
            });
            reading.curve()
                    .ifPresent(curve -> pruner.rungs(-1, curve.lastStep())
                            .forEach(rung ->
                                    reached.add(new Rung(trial.number(), rung, curve.loss(curve.firstFrom(rung))))));
        }
        return reached;
    }
}
