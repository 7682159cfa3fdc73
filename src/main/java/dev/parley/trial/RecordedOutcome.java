package dev.parley.trial;

import dev.parley.optimizer.Direction;
import dev.parley.study.TrialState;
import jakarta.persistence.Embeddable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What is kept of a trial's outcome. */
@Embeddable
class RecordedOutcome {

    @JdbcTypeCode(SqlTypes.ARRAY)
    private double @Nullable [] values;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private double @Nullable [] standardErrors;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Map<String, List<Double>> scores;

    private @Nullable Double loss;
    private double violation;
    private @Nullable Long step;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable SequencedConstraints constraints;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Map<String, Object> attributes;

    /** Constraint values by name. */
    static final class SequencedConstraints extends LinkedHashMap<String, Double> {}

    /** Keeps an outcome; its loss, if it is complete, is the first objective's value in its direction. */
    void keep(Outcome outcome, @Nullable Map<String, Object> attributes, Direction direction) {
        MeasuredValues measured = outcome.measured();
        if (measured != null) {
            this.values = measured.values();
            this.standardErrors = measured.standardErrors();
            this.scores = measured.scores().isEmpty() ? null : measured.scores();
        }
        this.loss = outcome instanceof Outcome.Completed completed ? direction.loss(completed.value()) : null;
        this.violation = outcome.violation();
        this.step = outcome.step();
        this.attributes = attributes;
        if (!outcome.constraints().isEmpty()) {
            this.constraints = new SequencedConstraints();
            this.constraints.putAll(outcome.constraints());
        }
    }

    /** Has it count no more; it stays for the record. */
    void withdraw() {
        this.loss = null;
    }

    /** The outcome of a trial that is in this state; null if that is not one of an outcome. */
    @Nullable
    Outcome outcome(TrialState state, @Nullable String reason) {
        SequencedMap<String, Double> told = constraints == null ? new LinkedHashMap<>() : constraints;
        return switch (state) {
            case COMPLETE -> new Outcome.Completed(measured(values == null ? new double[0] : values), told);
            case PRUNED -> new Outcome.Pruned(values == null ? null : measured(values), step, told, reason);
            case INFEASIBLE -> new Outcome.Infeasible(told, reason);
            case FAILED -> new Outcome.Failed(told, reason);
            case QUEUED, RUNNING, CANCELLED, LOST -> null;
        };
    }

    private MeasuredValues measured(double[] known) {
        return new MeasuredValues(known, standardErrors, scores == null ? Map.of() : scores);
    }

    double @Nullable [] values() {
        return values;
    }

    double @Nullable [] standardErrors() {
        return standardErrors;
    }

    @Nullable
    Map<String, List<Double>> scores() {
        return scores;
    }

    @Nullable
    Double loss() {
        return loss;
    }

    double violation() {
        return violation;
    }

    /** The last step that a pruned trial reported; null if none is known. */
    @Nullable
    Long step() {
        return step;
    }

    @Nullable
    Map<String, Double> constraints() {
        return constraints;
    }

    @Nullable
    Map<String, Object> attributes() {
        return attributes;
    }
}
