package dev.parley.optimizer.gp;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.gp.Priors.Noise;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Models the losses by a Gaussian process and suggests what is expected to improve on the best of them most.
 *
 * <p>{@link #fit} finds the most probable hyperparameters; {@link #suggest(SearchSpace, List, History, Fit, Configuration,
 * List)} conditions the model on every observation and every pending trial of the history at hand, and searches for the
 * largest {@link Acquisition}. Suggestions of one call are pending to the later ones. With several objectives it sees the
 * first.
 *
 * <p>Another strategy answers where there is no fit, which takes {@value #FEWEST} losses that are not all the same; and beyond
 * {@value #MOST} finished and pending trials, which would take too long, or {@value #MOST_AXES} parameters.
 *
 * <p>Jones, Schonlau, Welch, Efficient global optimization of expensive black-box functions, 1998.
 */
public final class GpStrategy implements Strategy {

    private static final int FEWEST = 10;
    private static final int MOST = 300;
    static final int MOST_AXES = 100;

    private final GpSettings settings;
    private final Strategy otherwise;

    /**
     * The strategy with the settings of studies.
     *
     * @param otherwise what answers where there is no model
     */
    public GpStrategy(Strategy otherwise) {
        this(GpSettings.DEFAULT, otherwise);
    }

    /** The strategy with these settings. */
    public GpStrategy(GpSettings settings, Strategy otherwise) {
        this.settings = settings;
        this.otherwise = otherwise;
    }

    @Override
    public boolean isFitted() {
        return true;
    }

    @Override
    public @Nullable Fit fit(SearchSpace space, List<Objective> objectives, History history) {
        Evidence evidence = Evidence.of(history, objectives.getFirst().direction());
        Encoding encoding = new Encoding(space);
        if (evidence.losses().length < FEWEST
                || evidence.isLevel()
                || evidence.judged().length > MOST
                || encoding.size() == 0
                || encoding.size() > MOST_AXES) {
            return null;
        }
        return new Fitting(settings, encoding, history, Noise.LITTLE).fit(evidence);
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
        return otherwise.suggest(space, objectives, history, fixed, draws);
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            Configuration fixed,
            List<Draw> draws) {
        Evidence evidence = Evidence.of(history, objectives.getFirst().direction());
        int room = room(history, evidence);
        if (!(fit instanceof GpFit fitted) || evidence.losses().length == 0 || room <= 0) {
            return otherwise.suggest(space, objectives, history, fixed, draws);
        }
        List<Draw> first = draws.subList(0, Math.min(draws.size(), room));
        List<Suggestion> suggestions = suggest(new Encoding(space), history, evidence, fitted, fixed, first);
        if (first.size() < draws.size()) {
            List<Draw> rest = draws.subList(first.size(), draws.size());
            suggestions.addAll(otherwise.suggest(space, objectives, history.withPending(suggestions), fixed, rest));
        }
        return suggestions;
    }

    @Override
    public double @Nullable [] acquisition(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            List<Configuration> candidates) {
        Evidence evidence = Evidence.of(history, objectives.getFirst().direction());
        if (!(fit instanceof GpFit fitted) || evidence.losses().length == 0 || room(history, evidence) <= 0) {
            return otherwise.acquisition(space, objectives, history, fit, candidates);
        }
        Encoding encoding = new Encoding(space);
        Acquisition acquisition = model(encoding, history, evidence, fitted).acquisition();
        return candidates.stream()
                .mapToDouble(candidate -> acquisition.at(encoding.positions(candidate)))
                .toArray();
    }

    /** How many suggestions there may be now. */
    private static int room(History history, Evidence evidence) {
        return MOST - evidence.judged().length - history.count(Standing.PENDING);
    }

    /** The model of the history at hand, its pending trials included. */
    private Model model(Encoding encoding, History history, Evidence evidence, GpFit fit) {
        Model model = Model.of(settings, fit, encoding, history, evidence);
        for (int number = 0; number < history.size(); number++) {
            if (history.standing(number) == Standing.PENDING) {
                model.acquisition().addPending(encoding.positions(history.configuration(number)));
            }
        }
        return model;
    }

    private List<Suggestion> suggest(
            Encoding encoding, History history, Evidence evidence, GpFit fit, Configuration fixed, List<Draw> draws) {
        Model model = model(encoding, history, evidence, fit);
        Set<Configuration> known = new HashSet<>();
        for (int number = 0; number < history.size(); number++) {
            if (history.standing(number) != Standing.IGNORED) {
                known.add(history.configuration(number));
            }
        }
        AcquisitionSearch search = new AcquisitionSearch(encoding, model.acquisition(), fixed, known, model.elite());
        List<Suggestion> suggestions = new ArrayList<>(draws.size());
        for (Draw draw : draws) {
            Budget budget = Budget.of(known.size(), model.parts(), encoding.size(), suggestions.size());
            Configuration best = search.best(settings.climbs() ? budget : budget.withoutClimbs(), draw.random());
            suggestions.add(new Suggestion(best, Origin.GP));
            known.add(best);
            model.acquisition().addPending(encoding.positions(best));
        }
        return suggestions;
    }
}
