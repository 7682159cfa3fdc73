package dev.parley.llm.prediction;

import dev.parley.llm.Cost;
import dev.parley.llm.Exchange;
import dev.parley.llm.Exchanges;
import dev.parley.llm.OngoingCalls;
import dev.parley.llm.StudyModels;
import dev.parley.llm.model.Answer;
import dev.parley.llm.model.Failure;
import dev.parley.llm.model.FailureKind;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.ModelState;
import dev.parley.llm.model.ProjectModels;
import dev.parley.llm.prediction.Drawing.Call;
import dev.parley.llm.prediction.Drawing.Made;
import dev.parley.observability.Metric;
import dev.parley.optimizer.History;
import dev.parley.optimizer.space.Configuration;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.ModelBudget;
import dev.parley.study.ModelNames.Use;
import dev.parley.study.ModelTerms;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Asks models what configurations will score. Outside any transaction: a study's budget is charged with the most before the
 * calls and gets back the rest after them, and each call is kept as an exchange.
 */
@Component
public class ModelPredictions {

    /** The most draws of a prediction. */
    public static final int MOST_DRAWS = 20;

    private static final String READ = "read";

    /** How many calls are under way at once, of one prediction. */
    private static final int AT_ONCE = 4;

    private final ProjectModels models;
    private final StudyModels studyModels;
    private final Exchanges exchanges;
    private final OngoingCalls ongoing;
    private final Transactions transactions;
    private final MeterRegistry meters;

    ModelPredictions(
            ProjectModels models,
            StudyModels studyModels,
            Exchanges exchanges,
            OngoingCalls ongoing,
            Transactions transactions,
            MeterRegistry meters) {
        this.models = models;
        this.studyModels = studyModels;
        this.exchanges = exchanges;
        this.ongoing = ongoing;
        this.transactions = transactions;
        this.meters = meters;
        Metric.PREDICTIONS.begin(meters, READ);
        Metric.PREDICTIONS.begin(meters, (Object[]) Misreading.values());
    }

    /**
     * How a model is asked.
     *
     * @param draws how often for each candidate, from 1 to {@value ModelPredictions#MOST_DRAWS}
     * @param seed what the orders of the examples come from
     * @param share up to what share of its budget a study may have spent, from 0 to 1
     * @param mostCalls how many calls may be made, unless a single draw takes more
     */
    public record Sampling(int draws, long seed, double share, int mostCalls) {

        /** As long as there is any budget left. */
        public Sampling(int draws, long seed) {
            this(draws, seed, 1, Integer.MAX_VALUE);
        }

        /** How many draws there may be if each takes so many calls. */
        int draws(int callsOfADraw) {
            return Math.clamp(mostCalls / callsOfADraw, 1, draws);
        }

        public Sampling {
            if (draws < 1 || draws > MOST_DRAWS) {
                throw new IllegalArgumentException("draws must lie between 1 and %d: %d".formatted(MOST_DRAWS, draws));
            }
        }
    }

    /**
     * What a study's model predicts of configurations, at the study's expense. Where the budget does not allow all draws, it
     * is asked for as many as it allows.
     *
     * @param history the study's trials
     * @param candidates whole points of its space, at least one
     * @param name the model's name; null for the study's own, or the default one where it has none
     * @throws ProblemException of type model-unavailable if there is no such model, wrong-state if no two complete trials
     *     have different values, limit-reached if the budget allows no draw
     */
    public Predictions predict(
            StudyView study,
            History history,
            List<Configuration> candidates,
            @Nullable String name,
            Sampling sampling) {
        LanguageModel model = model(study, name);
        Inquiry inquiry = new Inquiry(
                study.study().description(),
                study.terms().space(),
                study.terms().objectives().getFirst(),
                history,
                candidates);
        Drawing drawing = drawing(inquiry, model);
        Cost call = most(model);
        Cost draw = call.times(drawing.callsOfADraw());
        for (int draws = sampling.draws(drawing.callsOfADraw()); draws > 0; draws--) {
            Cost most = draw.times(draws);
            Integer first = transactions
                    .write(() -> studyModels.charge(
                            study.study().id(), most, budget(study).times(sampling.share)))
                    .orElse(null);
            if (first != null) {
                List<Made> made = make(model, drawing.calls(draws, sampling.seed), AT_ONCE);
                Predictions predictions = predictions(model, drawing, made);
                transactions.write(() -> store(study, history, model, first, made, most, predictions));
                return predictions;
            }
        }
        throw new ProblemException(ProblemType.LIMIT_REACHED, "The study's budget for its model is spent.");
    }

    /**
     * What a model predicts of configurations, at nobody's expense: whoever asks keeps the accounts. One call at a time.
     *
     * @throws ProblemException of type wrong-state if no two complete trials have different values
     */
    public Predictions predict(LanguageModel model, Inquiry inquiry, Sampling sampling) {
        Drawing drawing = drawing(inquiry, model);
        return predictions(model, drawing, make(model, drawing.calls(sampling.draws, sampling.seed), 1));
    }

    /** Whether the model of this name, the study's own for null, is there and answers. */
    public boolean isReady(StudyView study, @Nullable String name) {
        return models.find(study.study().project(), wanted(study, name), Use.PREDICTIONS)
                .map(model -> model.health().state() != ModelState.OPEN)
                .orElse(false);
    }

    /** Ends the calls that are under way; what they are for ends as after calls that fail. */
    public void endCalls() {
        ongoing.endAll();
    }

    private static Drawing drawing(Inquiry inquiry, LanguageModel model) {
        return Drawing.of(inquiry, model.card().promptTokens())
                .orElseThrow(() -> new ProblemException(
                        ProblemType.WRONG_STATE,
                        "A model needs two complete trials with different values to predict others, and room for them"
                                + " beside the space."));
    }

    private LanguageModel model(StudyView study, @Nullable String name) {
        String wanted = wanted(study, name);
        return models.find(study.study().project(), wanted, Use.PREDICTIONS)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.MODEL_UNAVAILABLE,
                        wanted == null
                                ? "No language model is configured."
                                : "There is no usable model named %s.".formatted(wanted)));
    }

    private static @Nullable String wanted(StudyView study, @Nullable String name) {
        ModelTerms terms = study.terms().model();
        return name != null || terms == null ? name : terms.name();
    }

    private static ModelBudget budget(StudyView study) {
        ModelTerms terms = study.terms().model();
        return terms == null ? ModelBudget.NONE : terms.budget();
    }

    private static Cost most(LanguageModel model) {
        return Cost.most(model.card(), model.card().promptTokens());
    }

    private List<Made> make(LanguageModel model, List<Call> calls, int atOnce) {
        List<Callable<Made>> tasks = new ArrayList<>();
        for (Call call : calls) {
            tasks.add(() -> {
                Instant now = Instant.now();
                return Made.of(call, ongoing.ask(model, call.question()), now);
            });
        }
        List<Made> made = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                atOnce, Thread.ofVirtual().name("prediction-", 0).factory())) {
            for (Future<Made> future : threads.invokeAll(tasks)) {
                made.add(future.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model predicted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a model could not be asked for predictions", e.getCause());
        }
        return made;
    }

    private Predictions predictions(LanguageModel model, Drawing drawing, List<Made> made) {
        Map<Misreading, Integer> misreadings = new EnumMap<>(Misreading.class);
        Map<FailureKind, Integer> failures = new EnumMap<>(FailureKind.class);
        Cost cost = Cost.NONE;
        for (Made some : made) {
            some.read()
                    .misreadings()
                    .forEach((misreading, count) -> misreadings.merge(misreading, count, Integer::sum));
            if (some.reply() instanceof Failure failure) {
                failures.merge(failure.kind(), 1, Integer::sum);
            }
            cost = cost.plus(Cost.of(model.card(), some.reply(), most(model)));
        }
        List<Prediction> all = drawing.predictions(made);
        misreadings.forEach((misreading, count) ->
                Metric.PREDICTIONS.counter(meters, misreading.toString()).increment(count));
        Metric.PREDICTIONS
                .counter(meters, READ)
                .increment(all.stream().mapToInt(Prediction::draws).sum());
        return new Predictions(model.card().name(), all, misreadings, failures, cost);
    }

    /** Keeps the exchanges, and gives back what was not used; nothing of a study that was removed meanwhile. */
    private int store(
            StudyView study,
            History history,
            LanguageModel model,
            int first,
            List<Made> made,
            Cost most,
            Predictions predictions) {
        int refunded = studyModels.refund(study.study().id(), most, predictions.cost());
        for (int i = 0; i < made.size() && refunded > 0; i++) {
            Made some = made.get(i);
            Cost cost = Cost.of(model.card(), some.reply(), most(model));
            Exchange exchange = Exchange.of(
                    first + i,
                    Exchange.Kind.PREDICTIONS,
                    model.card(),
                    some.call().question(),
                    some.reply(),
                    fates(some),
                    cost,
                    some.at());
            exchanges.keep(study, history.ended(), true, exchange);
        }
        return refunded;
    }

    private static Map<String, Integer> fates(Made made) {
        if (!(made.reply() instanceof Answer)) {
            return Map.of();
        }
        Map<String, Integer> fates = new LinkedHashMap<>();
        fates.put(READ, (int)
                made.read().scores().stream().filter(Double::isFinite).count());
        made.read().misreadings().forEach((misreading, count) -> fates.put(misreading.toString(), count));
        return fates;
    }
}
