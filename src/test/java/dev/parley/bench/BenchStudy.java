package dev.parley.bench;

import dev.parley.bench.Message.Said;
import dev.parley.optimizer.Candidates;
import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Experience;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.FitSchedule;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Mix;
import dev.parley.optimizer.Mixing;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.distinct.DistinctStrategy;
import dev.parley.optimizer.gp.GuidedStrategy;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.StudyTerms;
import dev.parley.study.TrialState;
import dev.parley.trial.AddTrialsRequest.NewTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A study in memory that numbers its trials and counts its draws as the service does for a single client: a trial's draw
 * is its number.
 */
final class BenchStudy {

    private final StudyTerms terms;
    private final Strategy strategy;
    private final @Nullable Mix mix;
    private final List<Proposal> proposals = new ArrayList<>();
    private final List<Foretold> foretold = new ArrayList<>();
    private History history;
    private @Nullable Fit fit;
    private int fitted = -1;
    private long ends;
    private long proposed;
    private long endsThen;
    private int endedThen;

    /**
     * A trial handed out.
     *
     * @param number its number
     * @param origin where its configuration came from
     * @param turn how the model took part
     * @param proposal which of the proposals it is, in the order they were put forward in, from 0; null if none
     * @param reranked whether a model's predictions made it another configuration than the engine's own
     * @param configuration the active parameters' values
     */
    record AskedTrial(
            int number,
            String origin,
            String turn,
            @Nullable Long proposal,
            boolean reranked,
            Map<String, Object> configuration) {}

    /**
     * One of the engine's best candidates.
     *
     * @param origin where it comes from
     * @param configuration the active parameters' values
     */
    record Candidate(String origin, Map<String, Object> configuration) {}

    /**
     * The answer to an ask.
     *
     * @param trials the trials handed out
     * @param milliseconds how long the strategy took for all of them
     */
    record Asked(List<AskedTrial> trials, double milliseconds) {}

    /**
     * A study without trials.
     *
     * @param mix what mixes a model's proposals in; null where no model takes part
     */
    BenchStudy(StudyTerms terms, Strategy strategy, @Nullable Mix mix, List<List<NewTrial>> sources) {
        this.terms = terms;
        Strategy engine = sources.isEmpty()
                ? strategy
                : new GuidedStrategy(
                        strategy,
                        terms.space(),
                        new Experience(sources.stream().map(this::source).toList()));
        this.strategy = switch (terms.repeats()) {
            case AVOID -> new DistinctStrategy(engine);
            case ALLOW -> engine;
        };
        this.mix = mix;
        this.history = History.empty(terms.space(), terms.objectives().size());
    }

    private Experience.Source source(List<NewTrial> trials) {
        BenchStudy study = new BenchStudy(terms, new RandomStrategy(), null, List.of());
        study.add(trials);
        return new Experience.Source(
                study.history, terms.objectives().getFirst().direction(), 1);
    }

    void add(List<NewTrial> trials) {
        List<Observation> observations = new ArrayList<>(trials.size());
        for (NewTrial trial : trials) {
            Configuration configuration = terms.space().configuration(trial.configuration());
            int number = history.size() + observations.size();
            observations.add(observation(number, configuration, trial.state(), trial.values(), trial.constraints()));
        }
        history = history.with(observations);
    }

    /** Keeps a model's proposals until they are used or too old to be. */
    void propose(List<Map<String, Object>> configurations) {
        for (int rank = 0; rank < configurations.size(); rank++) {
            Configuration configuration = terms.space().configuration(configurations.get(rank));
            proposals.add(new Proposal(proposed++, configuration, rank, history.ended()));
        }
    }

    /** The engine's best candidates, for a model to predict by what is known now. */
    List<Candidate> candidates(int count) {
        endsThen = ends;
        endedThen = history.ended();
        return Candidates.of(strategy, terms.space(), terms.objectives(), history, fit(), terms.seed(), count).stream()
                .map(suggestion -> new Candidate(
                        suggestion.origin().toString(), terms.space().values(suggestion.configuration())))
                .toList();
    }

    /** Notes what a model says of configurations, by what was known when there were candidates last. */
    void foretell(List<Said> all) {
        for (Said said : all) {
            Origin origin =
                    said.origin() == null ? null : Origin.valueOf(said.origin().toUpperCase(Locale.ROOT));
            Configuration configuration = terms.space().configuration(said.configuration());
            foretold.add(new Foretold(configuration, said.mean(), endsThen, endedThen, origin));
        }
    }

    private List<Suggestion> suggestions(Configuration fixed, @Nullable Fit current, List<Draw> draws) {
        if (mix == null) {
            return strategy.suggest(terms.space(), terms.objectives(), history, current, fixed, draws);
        }
        return mix.suggest(
                strategy,
                terms.space(),
                terms.objectives(),
                history,
                current,
                new Counsel(proposals, foretold),
                fixed,
                draws);
    }

    Asked ask(int count) {
        int first = history.size();
        List<Draw> draws = LongStream.range(first, first + count)
                .mapToObj(number -> new Draw(terms.seed(), number))
                .toList();
        Configuration fixed = Configuration.none(terms.space());
        Fit current = fit();
        long start = System.nanoTime();
        List<Suggestion> suggestions = suggestions(fixed, current, draws);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        List<AskedTrial> asked = new ArrayList<>(count);
        for (Suggestion suggestion : suggestions) {
            int number = first + asked.size();
            Configuration configuration = suggestion.configuration();
            Mixing mixing = suggestion.mixing();
            Long proposal = mixing == null || mixing.turn() == Turn.NONE ? null : mixing.proposal();
            proposals.removeIf(other -> proposal != null && other.id() == proposal);
            asked.add(new AskedTrial(
                    number,
                    suggestion.origin().toString(),
                    suggestion.turn().toString(),
                    proposal,
                    mixing != null
                            && mixing.reranking() != null
                            && mixing.reranking().hasChanged(),
                    terms.space().values(configuration)));
        }
        history = history.withPending(suggestions);
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

    void tell(
            int number,
            TrialState state,
            @Nullable Map<String, Double> values,
            @Nullable Map<String, Double> constraints) {
        Observation told = observation(number, history.configuration(number), state, values, constraints);
        history = history.with(List.of(told.withTurn(history.turn(number))));
    }

    private Observation observation(
            int number,
            Configuration configuration,
            @Nullable TrialState state,
            @Nullable Map<String, ? extends @Nullable Double> values,
            @Nullable Map<String, ? extends @Nullable Double> constraints) {
        long end = ++ends;
        double violation = constraints == null
                ? 0
                : constraints.values().stream()
                        .mapToDouble(constraint -> Math.max(0, Objects.requireNonNull(constraint)))
                        .sum();
        double[] none = {};
        return switch (state) {
            case COMPLETE ->
                new Observation(
                        number, configuration, Standing.COMPLETE, values(values), violation, Double.NaN, none, end);
            case INFEASIBLE ->
                new Observation(number, configuration, Standing.INFEASIBLE, none, violation, Double.NaN, none, end);
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
