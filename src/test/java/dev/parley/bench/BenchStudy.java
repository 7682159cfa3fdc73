package dev.parley.bench;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.FitSchedule;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.distinct.DistinctStrategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.StudyTerms;
import dev.parley.study.TrialState;
import dev.parley.trial.AddTrialsRequest.NewTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A study in memory that numbers its trials and counts its draws as the service does for a single client: a trial's draw
 * is its number.
 */
final class BenchStudy {

    private final StudyTerms terms;
    private final Strategy strategy;
    private History history;
    private @Nullable Fit fit;
    private int fitted = -1;
    private long ends;

    /**
     * A trial handed out.
     *
     * @param number its number
     * @param origin where its configuration came from
     * @param configuration the active parameters' values
     */
    record AskedTrial(int number, String origin, Map<String, Object> configuration) {}

    /**
     * The answer to an ask.
     *
     * @param trials the trials handed out
     * @param milliseconds how long the strategy took for all of them
     */
    record Asked(List<AskedTrial> trials, double milliseconds) {}

    BenchStudy(StudyTerms terms, Strategy strategy) {
        this.terms = terms;
        this.strategy = switch (terms.repeats()) {
            case AVOID -> new DistinctStrategy(strategy);
            case ALLOW -> strategy;
        };
        this.history = History.empty(terms.space(), terms.objectives().size());
    }

    void add(List<NewTrial> trials) {
        List<Observation> observations = new ArrayList<>(trials.size());
        for (NewTrial trial : trials) {
            Configuration configuration = terms.space().configuration(trial.configuration());
            int number = history.size() + observations.size();
            observations.add(observation(number, configuration, trial.state(), trial.values()));
        }
        history = history.with(observations);
    }

    Asked ask(int count) {
        int first = history.size();
        List<Draw> draws = LongStream.range(first, first + count)
                .mapToObj(number -> new Draw(terms.seed(), number))
                .toList();
        Configuration fixed = Configuration.none(terms.space());
        Fit current = fit();
        long start = System.nanoTime();
        List<Suggestion> suggestions =
                strategy.suggest(terms.space(), terms.objectives(), history, current, fixed, draws);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        List<AskedTrial> asked = new ArrayList<>(count);
        List<Observation> pending = new ArrayList<>(count);
        for (Suggestion suggestion : suggestions) {
            int number = first + asked.size();
            Configuration configuration = suggestion.configuration();
            asked.add(new AskedTrial(
                    number, suggestion.origin().toString(), terms.space().values(configuration)));
            pending.add(new Observation(number, configuration, Standing.PENDING, new double[0], 0));
        }
        history = history.with(pending);
        return new Asked(asked, milliseconds);
    }

    /** The fit in use, which the service would have made by now. */
    private @Nullable Fit fit() {
        int inUse = FitSchedule.inUse(history.ended());
        if (strategy.isFitted() && inUse != fitted) {
            fit = strategy.fit(terms.space(), terms.objectives(), history.until(inUse));
            fitted = inUse;
        }
        return fit;
    }

    void tell(int number, TrialState state, @Nullable Map<String, Double> values) {
        history = history.with(List.of(observation(number, history.configuration(number), state, values)));
    }

    private Observation observation(
            int number,
            Configuration configuration,
            @Nullable TrialState state,
            @Nullable Map<String, ? extends @Nullable Double> values) {
        long end = ++ends;
        double[] none = {};
        return switch (state) {
            case COMPLETE ->
                new Observation(number, configuration, Standing.COMPLETE, values(values), 0, Double.NaN, none, end);
            case INFEASIBLE ->
                new Observation(number, configuration, Standing.INFEASIBLE, none, 0, Double.NaN, none, end);
            case null, default -> throw new IllegalArgumentException("a trial ends complete or infeasible: " + state);
        };
    }

    private double[] values(@Nullable Map<String, ? extends @Nullable Double> values) {
        return terms.objectives().stream()
                .mapToDouble(objective -> {
                    Double value = values == null ? null : values.get(objective.name());
                    if (value == null || !Double.isFinite(value)) {
                        throw new IllegalArgumentException("no finite value of " + objective.name() + ": " + value);
                    }
                    return value;
                })
                .toArray();
    }
}
