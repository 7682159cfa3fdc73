package dev.parley.llm.prediction;

import dev.parley.llm.Cost;
import dev.parley.llm.model.FailureKind;
import java.util.List;
import java.util.Map;

/**
 * What a model predicts of some candidates.
 *
 * @param model the model's name
 * @param all one for each candidate, in their order
 * @param misreadings how many scores could not be read, by reason
 * @param failures how many calls gave no answer, by the kind of failure
 * @param cost what the calls cost
 */
public record Predictions(
        String model,
        List<Prediction> all,
        Map<Misreading, Integer> misreadings,
        Map<FailureKind, Integer> failures,
        Cost cost) {

    public Predictions {
        all = List.copyOf(all);
        misreadings = Map.copyOf(misreadings);
        failures = Map.copyOf(failures);
    }
}
