package dev.parley.finetuning;

import dev.parley.finetuning.PastStudy.Ended;
import dev.parley.llm.prediction.Inquiry;
import dev.parley.llm.prediction.PredictionPrompt;
import dev.parley.llm.prediction.ScoreScale;
import dev.parley.llm.prompt.Prompt;
import dev.parley.optimizer.History;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Teaches to predict: the question is the service's own, the answer the scores that later trials of the study had. */
final class SurrogateTeacher implements Lessons.Teacher {

    /** How many trials there have to be to learn from. */
    static final int FEWEST = 5;

    /** The greatest score that is taught: what is better than that was beyond foresight. */
    private static final double GREATEST = 150;

    @Override
    public int earliest() {
        return FEWEST;
    }

    @Override
    public Optional<Example> example(PastStudy study, int ended, Lessons.Settings settings, RandomGenerator random) {
        List<Ended> later =
                new ArrayList<>(study.trials().subList(ended, study.trials().size()).stream()
                        .filter(Ended::isComplete)
                        .toList());
        if (later.isEmpty()) {
            return Optional.empty();
        }
        Collections.shuffle(later, random);
        Disguise disguise = Disguise.of(study.space(), settings.redact(), random);
        int batch = PredictionPrompt.batch(disguise.space(), settings.tokens());
        List<Ended> candidates = later.subList(0, Math.min(later.size(), batch));
        Shaken shaken = Shaken.of(study, random);
        History history = study.first(ended).history(disguise.space(), disguise::of, shaken);
        Inquiry inquiry = new Inquiry(
                settings.redact() ? null : study.description(),
                disguise.space(),
                settings.redact() ? Lessons.redacted(study.objective()) : study.objective(),
                history,
                candidates.stream()
                        .map(trial -> disguise.of(trial.configuration()))
                        .toList());
        return PredictionPrompt.of(inquiry, settings.tokens()).map(prompt -> {
            ScoreScale scale = prompt.scale();
            List<Double> scores = candidates.stream()
                    .map(trial -> Math.min(GREATEST, scale.score(shaken.applyAsDouble(trial.value()))))
                    .toList();
            Prompt shuffled = prompt.shuffled(random);
            return new Example(shuffled.system(), shuffled.user(), prompt.answer(scores));
        });
    }
}
