package dev.parley.finetuning;

import dev.parley.finetuning.PastStudy.Ended;
import dev.parley.finetuning.Result.Arm;
import dev.parley.llm.Cost;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.prediction.Inquiry;
import dev.parley.llm.prediction.ModelPredictions;
import dev.parley.llm.prediction.ModelPredictions.Sampling;
import dev.parley.llm.prediction.Prediction;
import dev.parley.llm.prediction.PredictionPrompt;
import dev.parley.llm.prediction.Predictions;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.RankCorrelation;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tests predictions: at three moments of a study, the rank correlation of what is predicted of trials that came later with what
 * they came to. Engines predict by their acquisitions; that of TPE tells good from bad near the best only, so that the Gaussian
 * process is looked at as well.
 */
final class PredictionExam implements Exam {

    /** How many of the later trials are predicted. */
    static final int CANDIDATES = 16;

    private static final int FEWEST_BEFORE = 10;
    private static final int FEWEST_AFTER = 4;
    private static final int DRAWS = 1;

    private final ModelPredictions predictions;
    private final Map<Arm, Strategy> engines;
    private final long seed;

    PredictionExam(ModelPredictions predictions, Map<Arm, Strategy> engines, long seed) {
        this.predictions = predictions;
        this.engines = Map.copyOf(engines);
        this.seed = seed;
    }

    @Override
    public List<Arm> arms() {
        return List.of(Arm.TUNED, Arm.BASE, Arm.TPE, Arm.GP);
    }

    @Override
    public List<Integer> places(PastStudy study) {
        int trials = study.trials().size();
        return Stream.of(1, 2, 3)
                .map(quarter -> Math.max(FEWEST_BEFORE, quarter * trials / 4))
                .filter(ended -> ended <= trials - FEWEST_AFTER)
                .distinct()
                .toList();
    }

    @Override
    public int callsOfAPlace(PastStudy study, int tokens) {
        int batch =
                PredictionPrompt.batch(study.space(), study.trials().getLast().configuration(), tokens);
        return DRAWS * ((CANDIDATES - 1) / batch + 1);
    }

    @Override
    public Result result(Question question, PastStudy study, @Nullable LanguageModel model, Patience patience) {
        List<Ended> later = new ArrayList<>(
                study.trials().subList(question.place(), study.trials().size()).stream()
                        .filter(Ended::isComplete)
                        .toList());
        Collections.shuffle(later, new Draw(seed ^ Lessons.hash(study.name()), question.place()).random());
        List<Ended> some = later.subList(0, Math.min(later.size(), CANDIDATES));
        Direction direction = study.objective().direction();
        double[] actual = some.stream()
                .mapToDouble(trial -> -direction.loss(trial.value()))
                .toArray();
        History history = study.first(question.place()).history();
        List<Configuration> candidates = some.stream().map(Ended::configuration).toList();
        if (model == null) {
            Strategy engine = Objects.requireNonNull(engines.get(question.arm()));
            List<Objective> objectives = List.of(study.objective());
            Fit fit = engine.isFitted() ? engine.fit(study.space(), objectives, history) : null;
            double[] predicted = engine.acquisition(study.space(), objectives, history, fit, candidates);
            double[] known = predicted == null ? new double[actual.length] : predicted;
            return result(question, RankCorrelation.of(known, actual), actual.length, actual.length, Cost.NONE);
        }
        patience.check();
        Inquiry inquiry = new Inquiry(study.description(), study.space(), study.objective(), history, candidates);
        Predictions predicted = predictions.predict(model, inquiry, new Sampling(DRAWS, seed));
        if (!predicted.failures().isEmpty()) {
            throw new ExamException(
                    model.card().name(),
                    predicted.failures().keySet().iterator().next());
        }
        double[] goodness = predicted.all().stream()
                .map(Prediction::mean)
                .mapToDouble(mean -> -direction.loss(mean))
                .toArray();
        int valid = (int) DoubleStream.of(goodness).filter(Double::isFinite).count();
        return result(question, RankCorrelation.of(goodness, actual), goodness.length, valid, predicted.cost());
    }

    private static Result result(Question question, double figure, int asked, int valid, Cost cost) {
        return new Result(
                question.arm(),
                question.study(),
                question.place(),
                figure,
                asked,
                valid,
                cost.calls(),
                cost.tokens(),
                cost.money().doubleValue());
    }
}
