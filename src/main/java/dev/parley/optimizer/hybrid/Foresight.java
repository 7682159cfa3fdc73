package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.RankCorrelation;
import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How well a model foretold what came, and what its predictions are to count for.
 *
 * <p>Compared are the last {@value #MOST} trials that ended after the model had said something of their configuration, which had
 * not been tried before. The startup's are left out, which differ so much that anybody tells good from bad. What was pruned or is
 * infeasible came out worst; what failed, was lost or cancelled teaches nothing, here as elsewhere. Since losses fall while a study goes on, and so does what a model expects, the
 * correlation is the partial one, given the order of the ends.
 *
 * <p>The weight is the lower end of a one-sided interval of 95 % for it, by Fisher's transformation with Fieller's variance
 * (Fieller, Hartley and Pearson, 1957), and 0 below {@value #FEWEST} trials. It fades while the study's own trials grow from
 * {@value #WHOLE} to {@value Foretold#MOST_ENDED}, when they know more than a model can say.
 *
 * @param correlation the rank correlation, from −1 to 1; 0 of fewer than {@value #FEWEST} trials
 * @param compared how many trials
 * @param weight from 0 to 1
 */
record Foresight(double correlation, int compared, double weight) {

    static final int FEWEST = 8;

    private static final int MOST = 20;
    private static final int NEWEST = 1_000;

    private static final int WHOLE = 50;

    private static final double QUANTILE_95 = 1.6449;
    private static final double FIELLER = 1.06;

    /** Nobody said anything. */
    static final Foresight NONE = new Foresight(0, 0, 0);

    /** What was expected of a trial and what came, both as losses, and when. */
    private record Outcome(double foretold, double told, long end) {}

    /** The foresight that a history shows of what was foretold of it, the earliest first. */
    static Foresight of(History history, Direction direction, List<Foretold> foretold) {
        double share = fade(history.ended());
        if (share == 0 || foretold.size() < FEWEST) {
            return NONE;
        }
        List<Outcome> outcomes = outcomes(history, direction, foretold);
        if (outcomes.size() < FEWEST) {
            return new Foresight(0, outcomes.size(), 0);
        }
        double correlation = correlation(outcomes);
        return new Foresight(correlation, outcomes.size(), share * lowerEnd(correlation, outcomes.size()));
    }

    /** What predictions may count for at most after so many ended trials. */
    static double fade(int ended) {
        return Math.clamp((double) (Foretold.MOST_ENDED - ended) / (Foretold.MOST_ENDED - WHOLE), 0, 1);
    }

    /** Spearman's correlation of what was foretold and told, given the order of the ends. */
    private static double correlation(List<Outcome> outcomes) {
        double[] foretold = outcomes.stream().mapToDouble(Outcome::foretold).toArray();
        double worst = outcomes.stream()
                .mapToDouble(Outcome::told)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double[] told = outcomes.stream()
                .mapToDouble(outcome -> Double.isFinite(outcome.told) ? outcome.told : Math.nextUp(worst))
                .toArray();
        double[] order = IntStream.range(0, foretold.length).asDoubleStream().toArray();
        double both = RankCorrelation.of(foretold, told);
        double first = RankCorrelation.of(foretold, order);
        double second = RankCorrelation.of(told, order);
        double left = (1 - first * first) * (1 - second * second);
        return left < 1e-9 ? 0 : Math.clamp((both - first * second) / Math.sqrt(left), -1, 1);
    }

    /** The lower end of the interval of a partial rank correlation of so many pairs; at least 0. */
    private static double lowerEnd(double correlation, int pairs) {
        double transformed = 0.5 * (Math.log1p(correlation) - Math.log1p(-correlation));
        return Math.max(0, Math.tanh(transformed - QUANTILE_95 * Math.sqrt(FIELLER / (pairs - 4))));
    }

    private static List<Outcome> outcomes(History history, Direction direction, List<Foretold> foretold) {
        Map<Configuration, List<Foretold>> said = new HashMap<>();
        for (Foretold one : foretold.subList(Math.max(0, foretold.size() - Foretold.MOST), foretold.size())) {
            if (one.madeAt() >= Foretold.FEWEST_ENDED) {
                said.computeIfAbsent(one.configuration(), absent -> new ArrayList<>())
                        .add(one);
            }
        }
        Map<Configuration, Outcome> outcomes = new HashMap<>();
        int from = Math.max(0, history.size() - NEWEST);
        IntStream.range(from, history.size())
                .filter(number -> hasCome(history, number))
                .boxed()
                .sorted(Comparator.comparingLong(history::end))
                .forEach(number -> {
                    Configuration configuration = history.configuration(number);
                    List<Foretold> about = said.remove(configuration);
                    if (about != null) {
                        about.stream()
                                .filter(one -> one.revision() < history.end(number))
                                .reduce((earlier, later) -> later)
                                .ifPresent(one -> outcomes.put(
                                        configuration,
                                        new Outcome(
                                                direction.loss(one.mean()),
                                                loss(history, direction, number),
                                                history.end(number))));
                    }
                });
        List<Outcome> last = outcomes.values().stream()
                .sorted(Comparator.comparingLong(Outcome::end))
                .toList();
        return last.subList(Math.max(0, last.size() - MOST), last.size());
    }

    private static boolean hasCome(History history, int number) {
        return switch (history.standing(number)) {
            case COMPLETE, PRUNED, INFEASIBLE -> true;
            case PENDING, IGNORED -> false;
        };
    }

    private static double loss(History history, Direction direction, int number) {
        return Ends.isComplete(history, number) ? direction.loss(history.value(number, 0)) : Double.POSITIVE_INFINITY;
    }
}
