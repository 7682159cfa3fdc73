package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Reranking;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model's predictions have a say in which of the engine's best candidates is tried, as far as its {@link Foresight} goes.
 *
 * <p>Of each candidate the engine's acquisition and, times the weight, the loss that the model expects are added, both in standard
 * deviations from their means over the candidates. The engine's own suggestion, of which the model has said nothing, is taken to
 * be as good by the model as the candidate nearest to it.
 */
final class Reranker {

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
     * @param foretold what the model said; candidates that are stale, are not the newest, or do not match what is fixed are left
     */
    static Reranker of(
            SearchSpace space,
            History history,
            Direction direction,
            List<Foretold> foretold,
            Configuration fixed,
            Judging judging) {
        Foresight foresight = Foresight.of(history, foretold);
        List<Foretold> usable = new ArrayList<>();
        if (foresight.weight() > 0) {
            int newest = foretold.stream()
                    .filter(Foretold::isCandidate)
                    .mapToInt(Foretold::madeAt)
                    .max()
                    .orElse(0);
            for (Foretold said : foretold) {
                if (said.isCandidate()
                        && said.madeAt() == newest
                        && history.ended() - newest <= Offers.STALE
                        && space.contains(said.configuration())
                        && said.configuration().matches(fixed)) {
                    usable.add(said);
                }
            }
        }
        return new Reranker(space, direction, judging, foresight, usable);
    }

    /** Whether there is anything to choose from. */
    boolean isActive() {
        return !left.isEmpty();
    }

    /** The engine's suggestion or the candidate that is better by both; those that repeat a trial are no longer offered. */
    Taken choose(History known, Suggestion engines) {
        double radius = Offers.radius(space);
        left.removeIf(said -> new Neighbourhood(space, said.configuration(), radius).isVisited(known, known.size()));
        List<Configuration> candidates = new ArrayList<>(left.size() + 1);
        left.forEach(said -> candidates.add(said.configuration()));
        candidates.add(engines.configuration());
        double[] acquisition = left.isEmpty() ? null : judging.acquisition(known, candidates);
        if (acquisition == null) {
            return new Taken(engines, null);
        }
        double[] thought = standardized(acquisition);
        double[] gains = standardized(
                left.stream().mapToDouble(said -> -direction.loss(said.mean())).toArray());
        int own = left.size();
        int best = own;
        double highest = thought[own] + foresight.weight() * gains[nearest(engines.configuration())];
        for (int i = 0; i < own; i++) {
            double score = thought[i] + foresight.weight() * gains[i];
            if (score > highest) {
                best = i;
                highest = score;
            }
        }
        Foretold taken = best == own ? null : left.get(best);
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

    /** The candidate that lies nearest to a configuration. */
    private int nearest(Configuration configuration) {
        Distance distance = new Distance(space);
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < left.size(); i++) {
            double between = distance.between(configuration, left.get(i).configuration());
            if (between < least) {
                nearest = i;
                least = between;
            }
        }
        return nearest;
    }

    /** Deviations from the mean in standard deviations; 0 where nothing differs, and what is not finite is as the worst. */
    private static double[] standardized(double[] numbers) {
        double worst = Arrays.stream(numbers).filter(Double::isFinite).min().orElse(0);
        double[] finite = Arrays.stream(numbers)
                .map(number -> Double.isFinite(number) ? number : worst)
                .toArray();
        double mean = Arrays.stream(finite).average().orElse(0);
        double deviation = Math.sqrt(Arrays.stream(finite)
                .map(number -> (number - mean) * (number - mean))
                .average()
                .orElse(0));
        return Arrays.stream(finite)
                .map(number -> deviation > 0 ? (number - mean) / deviation : 0)
                .toArray();
    }
}
