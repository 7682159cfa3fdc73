package dev.parley.report;

import dev.parley.optimizer.LearningCurve;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.study.LeaseTerms;
import dev.parley.trial.Metrics;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trial has come to on its way.
 *
 * @param lease the lease the trial runs under, which is renewed
 * @param step how far it is, in a unit of the client's: epochs, for instance
 * @param values what was measured by metric, 1 to 100; NaN and infinities are kept and end nothing. What is reported again at the
 *     same step takes the place of what was there, metric by metric
 * @param leaseSeconds how long the lease is to last from now; as long as when the trial was handed out if null
 */
public record ReportRequest(
        @NotBlank String lease,
        @NotNull @Min(0) @Max(LearningCurve.MAX_STEP) Long step,

        @Schema(example = "{\"accuracy\": 0.91}") @NotNull @Size(min = 1, max = Metrics.MOST)
        Map<String, @Nullable Double> values,

        @Min(1) @Max(LeaseTerms.MAX_SECONDS) @Nullable Integer leaseSeconds) {

    /**
     * The values by metric, in the order of their names.
     *
     * @throws ProblemException of type invalid-request
     */
    Map<String, Double> measured() {
        List<FieldFault> faults = new ArrayList<>();
        Map<String, Double> measured = Metrics.read(values, "/values", faults);
        ProblemException.throwIfAny(faults);
        return measured;
    }
}
