package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Reranking;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model's predictions have a say in which of the engine's best candidates is tried, as far as its {@link Foresight} goes.
 *
 * <p>The candidates are the newest ones that the model was asked about. One takes the place of the engine's own suggestion where the
 * model expects so much less loss of it that this, times the weight, outweighs what the engine's acquisition loses: both in spreads
 * over the candidates (the median distance from the median, times 1.4826, which for normal numbers is the standard deviation), so
 * that an odd one among them does not make all others look alike, and an odd prediction counts for {@value #MOST_GAIN} of them at
 * most. Of the engine's own suggestion the model has said nothing; it is taken to expect of it
 * what it does of the candidate nearest to it.
 *
 * <p>Where several trials are pending, asks that know nothing of each other are likely: of n + 1 such asks each takes another
 * candidate, in the order of their merit, as far as there are any.
 */
final class Reranker {

    private static final double MEDIAN_TO_DEVIATION = 1.4826;

    /** What the model can say for or against a candidate at most, in spreads. */
    private static final double MOST_GAIN = 2.5;

    /** Keeps the order in which candidates are taken apart from all other randomness. */
    private static final long APART = 0x7265_7261_6E6BL;

    private final SearchSpace space;
    private final Direction direction;
    private final Judging judging;
    private final Foresight foresight;
    private final List<Foretold> left;

    private Reranker(
            SearchSpace space, Direction direction, Judging judging, Foresight foresight, List<Foretold> left) {
        this.space = space;
        this.direction = direction;
        this.judging = judging;
        this.foresight = foresight;
        this.left = left;
    }

    /**
     * What was taken.
     *
     * @param suggestion the engine's own, or a candidate in its place
     * @param reranking how the choice was made; null where there was none
     */
    record Taken(Suggestion suggestion, @Nullable Reranking reranking) {}

    /**
     * The re-ranking of one call.
     *
     * @param foretold what the model said, the earliest first; candidates that are stale, are not the newest, or do not match what
     *     is fixed are left
     */
    static Reranker of(
            SearchSpace space,
            History history,
            Direction direction,
            List<Foretold> foretold,
            Configuration fixed,
            Judging judging) {
        Foresight foresight = Foresight.of(history, direction, foretold);
        List<Foretold> usable = new ArrayList<>();
        if (foresight.weight() > 0) {
            long newest = newest(foretold);
            for (Foretold said : foretold) {
                if (said.isCandidate()
                        && said.revision() == newest
                        && Math.abs(history.ended() - said.madeAt()) <= Offers.STALE
                        && space.contains(said.configuration())
                        && said.configuration().matches(fixed)) {
                    usable.add(said);
                }
            }
        }
        return new Reranker(space, direction, judging, foresight, usable);
    }

    private static long newest(List<Foretold> foretold) {
        return foretold.stream()
                .filter(Foretold::isCandidate)
                .mapToLong(Foretold::revision)
                .max()
                .orElse(0);
    }

    /** Whether there is anything to choose from. */
    boolean isActive() {
        return !left.isEmpty();
    }

    /** The engine's suggestion, or a candidate in its place; those that repeat a trial are no longer offered. */
    Taken choose(History known, Suggestion engines, Draw draw) {
        double radius = Offers.radius(space);
        left.removeIf(said -> new Neighbourhood(space, said.configuration(), radius).isVisited(known, known.size()));
        List<Configuration> candidates = new ArrayList<>(left.size() + 1);
        left.forEach(said -> candidates.add(said.configuration()));
        candidates.add(engines.configuration());
        double[] acquisition = left.isEmpty() ? null : judging.acquisition(known, candidates);
        if (acquisition == null) {
            return new Taken(engines, null);
        }
        List<Foretold> better = better(acquisition, nearest(engines.configuration()));
        int place = new Draw(draw.seed() ^ APART, draw.number()).random().nextInt(known.count(Standing.PENDING) + 1);
        Foretold taken = place < better.size() ? better.get(place) : null;
        Reranking reranking = new Reranking(
                foresight.weight(),
                foresight.correlation(),
                foresight.compared(),
                candidates.size(),
                taken == null ? Double.NaN : taken.mean());
        return taken == null
                ? new Taken(engines, reranking)
                : new Taken(new Suggestion(taken.configuration(), Objects.requireNonNull(taken.origin())), reranking);
    }

    /** The candidates that are better than the engine's own suggestion, the best first. */
    private List<Foretold> better(double[] acquisition, int nearest) {
        double[] gains =
                left.stream().mapToDouble(said -> -direction.loss(said.mean())).toArray();
        double acquisitions = spread(acquisition);
        double predictions = spread(gains);
        double[] merit = new double[left.size()];
        for (int i = 0; i < merit.length; i++) {
            double lost = Math.max(0, acquisition[acquisition.length - 1] - acquisition[i]) / acquisitions;
            double gained = Math.min(MOST_GAIN, (gains[i] - gains[nearest]) / predictions);
            merit[i] = foresight.weight() * gained - lost;
        }
        return IntStream.range(0, merit.length)
                .filter(i -> merit[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> merit[i]).reversed())
                .map(left::get)
                .toList();
    }

    /** About the standard deviation of the finite numbers without the odd ones; their largest distance where most are equal. */
    private static double spread(double[] numbers) {
        double middle = median(numbers);
        double[] distances = Arrays.stream(numbers)
                .map(number -> Math.abs(number - middle))
                .filter(Double::isFinite)
                .toArray();
        double usual = median(distances);
        double spread = usual > 0
                ? MEDIAN_TO_DEVIATION * usual
                : Arrays.stream(distances).max().orElse(0);
        return spread > 0 ? spread : 1;
    }

    /** The middle one of the finite numbers, the lower of two; 0 if there is none. */
    private static double median(double[] numbers) {
        double[] finite =
                Arrays.stream(numbers).filter(Double::isFinite).sorted().toArray();
        return finite.length == 0 ? 0 : finite[(finite.length - 1) / 2];
    }

    /** The candidate that lies nearest to a configuration. */
    private int nearest(Configuration configuration) {
        Distance distance = new Distance(space);
        return IntStream.range(0, left.size())
                .boxed()
                .min(Comparator.comparingDouble(
                        i -> distance.between(configuration, left.get(i).configuration())))
                .orElseThrow();
    }
}
