package dev.parley.optimizer.gp;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Experience;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose first suggestions similar studies guide ({@link Guide}).
 *
 * <p>Of a study's trials, the first {@value #GUIDED} are guided ones; of the later ones the n-th is with the probability
 * {@value #GUIDED}/n, up to {@value #LAST}. All others are the engine's, which sees all of them. What the similar studies
 * teach is learned once, with the first fit; without a fit, the engine suggests.
 */
public final class GuidedStrategy implements Strategy {

    private static final int GUIDED = 10;
    private static final int LAST = 100;

    /** In how many suggestions of one call the guide may take part. */
    private static final int MOST_AT_ONCE = 16;

    /** How many of the study's own best trials the search looks around. */
    private static final int ELITE = 3;

    private static final Budget BUDGET = new Budget(150, 100, 0, 0);

    private final Strategy engine;
    private final Encoding encoding;
    private Experience experience;
    private @Nullable Optional<Guide> learned;

    /** The engine, guided in this space by this experience. */
    public GuidedStrategy(Strategy engine, SearchSpace space, Experience experience) {
        this.engine = engine;
        this.encoding = new Encoding(space);
        this.experience = experience;
    }

    @Override
    public boolean isFitted() {
        return true;
    }

    private synchronized Optional<Guide> guide() {
        Optional<Guide> known = learned;
        if (known == null) {
            known = encoding.size() == 0 || encoding.size() > GpStrategy.MOST_AXES
                    ? Optional.empty()
                    : Guide.of(encoding, experience);
            learned = known;
            experience = Experience.NONE; // which takes more memory than what was learned of it
        }
        return known;
    }

    @Override
    public @Nullable Fit fit(SearchSpace space, List<Objective> objectives, History history) {
        Fit own = engine.fit(space, objectives, history);
        return history.ended() > LAST
                ? own
                : guide().<Fit>map(guide -> new GuidedFit(own, guide)).orElse(own);
    }

    private static @Nullable Fit ofEngine(@Nullable Fit fit) {
        return fit instanceof GuidedFit guided ? guided.engine() : fit;
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
        return engine.suggest(space, objectives, history, fixed, draws);
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            Configuration fixed,
            List<Draw> draws) {
        List<Suggestion> suggestions = new ArrayList<>(draws.size());
        History known = history;
        while (fit instanceof GuidedFit guided && suggestions.size() < Math.min(draws.size(), MOST_AT_ONCE)) {
            Draw draw = draws.get(suggestions.size());
            Suggestion next = isGuided(known, draw)
                    ? guided(guided.guide(), known, objectives.getFirst().direction(), fixed, draw)
                    : engine.suggest(space, objectives, known, guided.engine(), fixed, List.of(draw))
                            .getFirst();
            suggestions.add(next);
            known = known.withPending(List.of(next));
        }
        List<Draw> rest = draws.subList(suggestions.size(), draws.size());
        if (!rest.isEmpty()) {
            suggestions.addAll(engine.suggest(space, objectives, known, ofEngine(fit), fixed, rest));
        }
        return suggestions;
    }

    private static boolean isGuided(History known, Draw draw) {
        double before = known.ended() + known.count(Standing.PENDING);
        if (before < GUIDED || before >= LAST) {
            return before < GUIDED;
        }
        RandomGenerator coin = new Draw(~draw.seed(), draw.number()).random();
        return coin.nextDouble() < GUIDED / before;
    }

    private Suggestion guided(Guide guide, History known, Direction direction, Configuration fixed, Draw draw) {
        Evidence evidence = Evidence.of(known, direction);
        double[][] points = encoding.positions(known, evidence.judged());
        double[] losses = completed(evidence, evidence.losses(), worst(evidence));
        Regression model = guide.given(points, losses, completed(evidence, evidence.standardErrors(), Double.NaN));
        double incumbent =
                Arrays.stream(points).mapToDouble(model::meanAt).min().orElse(Double.NaN);
        Acquisition acquisition = new Acquisition(model, incumbent, null);
        Set<Configuration> tried = new HashSet<>();
        for (int number = 0; number < known.size(); number++) {
            if (known.standing(number) != Standing.IGNORED) {
                tried.add(known.configuration(number));
            }
            if (known.standing(number) == Standing.PENDING) {
                acquisition.addPending(encoding.positions(known.configuration(number)));
            }
        }
        List<double[]> elite = new ArrayList<>();
        IntStream.range(0, points.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> losses[i]))
                .limit(ELITE)
                .forEach(i -> elite.add(points[i]));
        elite.addAll(guide.elite());
        Configuration best =
                new AcquisitionSearch(encoding, acquisition, fixed, tried, elite).best(BUDGET, draw.random());
        return new Suggestion(best, Origin.TRANSFER);
    }

    private static double worst(Evidence evidence) {
        return Arrays.stream(evidence.losses()).max().orElse(0);
    }

    /** A figure for every finished trial: that of those that have a loss, and another for the infeasible ones. */
    private static double[] completed(Evidence evidence, double[] figures, double other) {
        double[] all = new double[evidence.judged().length];
        int next = 0;
        for (int j = 0; j < all.length; j++) {
            int[] measured = evidence.measured();
            boolean isMeasured = next < measured.length && measured[next] == evidence.judged()[j];
            all[j] = isMeasured ? figures[next++] : other;
        }
        return all;
    }

    @Override
    public double @Nullable [] acquisition(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            List<Configuration> candidates) {
        return engine.acquisition(space, objectives, history, ofEngine(fit), candidates);
    }
}
