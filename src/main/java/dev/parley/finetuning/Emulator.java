package dev.parley.finetuning;

import dev.parley.finetuning.PastStudy.Ended;
import dev.parley.llm.prediction.ScoreScale;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A study that can be run again: a configuration has the value of the nearest trial that the study had.
 *
 * <p>The nearest trial is better here than a fitted surface: its best value is known exactly, so that regret is regret, it
 * invents no optimum where nobody was, and it takes conditions and choices as they come.
 */
final class Emulator {

    private final List<Ended> complete;
    private final Distance distance;
    private final ScoreScale scale;

    private Emulator(PastStudy study, ScoreScale scale) {
        complete = study.trials().stream().filter(Ended::isComplete).toList();
        distance = new Distance(study.space());
        this.scale = scale;
    }

    /** The emulator of a study; empty if all of its values are equal. */
    static Optional<Emulator> of(PastStudy study) {
        return ScoreScale.of(study.history(), study.objective().direction()).map(scale -> new Emulator(study, scale));
    }

    /** What a configuration brings. */
    double value(Configuration configuration) {
        return complete.stream()
                .min(Comparator.comparingDouble(trial -> distance.between(configuration, trial.configuration())))
                .orElseThrow()
                .value();
    }

    /** How far a value is from the study's best: 0 there, 1 at the value of the score 0 and beyond. */
    double regret(double value) {
        return Math.clamp(1 - scale.score(value) / 100, 0, 1);
    }
}
