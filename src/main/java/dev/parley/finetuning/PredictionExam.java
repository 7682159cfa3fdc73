package dev.parley.finetuning;

import dev.parley.finetuning.PastStudy.Ended;
import dev.parley.finetuning.Result.Arm;
import dev.parley.llm.Cost;
import dev.parley.llm.model.FailureKind;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.prediction.Inquiry;
import dev.parley.llm.prediction.ModelPredictions;
import dev.parley.llm.prediction.ModelPredictions.Sampling;
import dev.parley.llm.prediction.PredictionPrompt;
import dev.parley.llm.prediction.Predictions;
import dev.parley.llm.prediction.ScoreScale;
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
import java.util.Set;
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
                .filter(ended -> ended <= trials - FEWEST_AFTER && isTelling(study, ended))
                .distinct()
                .toList();
    }

    /** Whether there are different values before a place, and enough to predict after it. */
    private static boolean isTelling(PastStudy study, int ended) {
        PastStudy before = study.first(ended);
        return study.complete() - before.complete() >= FEWEST_AFTER
                && ScoreScale.of(before.history(), study.objective().direction())
                        .isPresent();
    }

    @Override
    public int callsOfAPlace(PastStudy study, int tokens) {
        int batch = PredictionPrompt.batch(study.space(), tokens);
        return DRAWS * ((CANDIDATES - 1) / batch + 1);
    }

    @Override
    public Result result(Question question, PastStudy study, @Nullable LanguageModel model, Proctor proctor) {
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
        Goodness predicted = model == null
                ? byEngine(question.arm(), study, history, candidates)
                : byModel(model, study, history, candidates, proctor);
        int valid = (int)
                DoubleStream.of(predicted.figures).filter(Double::isFinite).count();
        return new Result(
                question.arm(),
                question.study(),
                question.place(),
                RankCorrelation.of(predicted.figures, actual),
                actual.length,
                valid,
                predicted.cost.calls(),
                predicted.cost.tokens(),
                predicted.cost.money().doubleValue());
    }

    /** What is thought of candidates, more being better, NaN where nothing is; and what that cost. */
    private record Goodness(double[] figures, Cost cost) {}

    private Goodness byEngine(Arm arm, PastStudy study, History history, List<Configuration> candidates) {
        Strategy engine = Objects.requireNonNull(engines.get(arm));
        List<Objective> objectives = List.of(study.objective());
        Fit fit = engine.isFitted() ? engine.fit(study.space(), objectives, history) : null;
        double[] figures = engine.acquisition(study.space(), objectives, history, fit, candidates);
        return new Goodness(figures == null ? new double[candidates.size()] : figures, Cost.NONE);
    }

    /** One call at a time, so that the work can be cancelled between two. */
    private Goodness byModel(
            LanguageModel model, PastStudy study, History history, List<Configuration> candidates, Proctor proctor) {
        double[] figures = new double[candidates.size()];
        Cost cost = Cost.NONE;
        int batch = PredictionPrompt.batch(study.space(), model.card().promptTokens());
        for (int from = 0; from < figures.length; from += batch) {
            proctor.beforeCall();
            List<Configuration> few = candidates.subList(from, Math.min(figures.length, from + batch));
            Predictions predicted = predictions.predict(
                    model,
                    new Inquiry(study.description(), study.space(), study.objective(), history, few),
                    new Sampling(DRAWS, seed));
            Set<FailureKind> failures = predicted.failures().keySet();
            if (failures.stream().noneMatch(FailureKind::isFree)) {
                proctor.afterCall(predicted.cost());
            }
            failures.stream().filter(kind -> !kind.isAnswer()).findFirst().ifPresent(kind -> {
                throw new ExamException(model.card().name(), kind);
            });
            for (int i = 0; i < few.size(); i++) {
                double mean = predicted.all().get(i).mean();
                figures[from + i] = -study.objective().direction().loss(mean);
            }
            cost = cost.plus(predicted.cost());
        }
        return new Goodness(figures, cost);
    }
}
