package dev.parley.llm.prompt;

import dev.parley.optimizer.Fronts;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * The trials of a history that ended and teach something, best first.
 *
 * <p>Feasible complete ones come first: with one objective by their loss; with several, those of the Pareto front ahead,
 * and by the mean of their ranks in the objectives. Then come pruned ones, those that went furthest ahead, then infeasible
 * ones by their violation, those whose violation is unknown last; ties by number.
 */
final class Ranking {

    /** γ = ⌈βn⌉ trials of n go below, at most {@value #MOST_BELOW}, as in the Parzen estimator (arXiv 2304.11127). */
    private static final double SHARE_BELOW = 0.1;

    private static final int MOST_BELOW = 25;

    /** How many trials of the front, by their mean ranks, are told from others. */
    private static final int LARGEST_FRONT = 25;

    private final History history;
    private final double[][] losses;
    private final int[] numbers;
    private final int front;

    Ranking(History history, List<Objective> objectives) {
        this.history = history;
        losses = new double[objectives.size()][history.size()];
        for (int o = 0; o < losses.length; o++) {
            for (int number = 0; number < history.size(); number++) {
                losses[o][number] = objectives.get(o).direction().loss(history.value(number, o));
            }
        }
        List<Integer> complete = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int number = 0; number < history.size(); number++) {
            switch (history.standing(number)) {
                case COMPLETE -> (history.violation(number) > 0 ? others : complete).add(number);
                case PRUNED, INFEASIBLE -> others.add(number);
                case PENDING, IGNORED -> {}
            }
        }
        sortByMeanRank(complete);
        SequencedSet<Integer> ranked = new LinkedHashSet<>(front(complete));
        front = ranked.size();
        ranked.addAll(complete);
        others.sort(Comparator.comparingDouble(this::tier)
                .thenComparingDouble(this::lateness)
                .thenComparingDouble(this::badness)
                .thenComparing(Comparator.naturalOrder()));
        ranked.addAll(others);
        numbers = ranked.stream().mapToInt(Integer::intValue).toArray();
    }

    private void sortByMeanRank(List<Integer> complete) {
        double[] ranks = new double[history.size()];
        for (double[] column : losses) {
            sortBy(column, complete);
            double rank = 0;
            for (int i = 0; i < complete.size(); i++) {
                boolean tied = i > 0 && column[complete.get(i)] == column[complete.get(i - 1)];
                rank = tied ? rank : i;
                ranks[complete.get(i)] += rank;
            }
        }
        sortBy(ranks, complete);
    }

    private static void sortBy(double[] column, List<Integer> trials) {
        trials.sort(
                Comparator.<Integer>comparingDouble(number -> column[number]).thenComparing(Comparator.naturalOrder()));
    }

    /**
     * The trials that no other dominates, of several objectives; of one, the best alone. Whatever dominates a trial has a
     * smaller mean rank, so that only trials before it need to be looked at.
     */
    private List<Integer> front(List<Integer> complete) {
        List<Integer> undominated = new ArrayList<>();
        List<double[]> points = new ArrayList<>();
        for (int number : complete) {
            if (undominated.size() == (losses.length == 1 ? 1 : LARGEST_FRONT)) {
                break;
            }
            double[] point =
                    Arrays.stream(losses).mapToDouble(column -> column[number]).toArray();
            if (points.stream().noneMatch(other -> Fronts.dominates(other, point))) {
                undominated.add(number);
                points.add(point);
            }
        }
        return undominated;
    }

    private double tier(int number) {
        if (history.violation(number) > 0) {
            return 1;
        }
        return history.standing(number) == Standing.INFEASIBLE ? 2 : 0;
    }

    private double lateness(int number) {
        double step = tier(number) > 0 ? 0 : -history.step(number);
        return Double.isNaN(step) ? Double.POSITIVE_INFINITY : step;
    }

    private double badness(int number) {
        double loss = tier(number) > 0 ? history.violation(number) : losses[0][number];
        return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
    }

    /** The numbers of all trials, best first. */
    int[] numbers() {
        return numbers;
    }

    /** How many of the first ones are of the Pareto front: at most one with one objective. */
    int front() {
        return front;
    }

    /** The numbers of the good trials. */
    int[] below() {
        return Arrays.copyOf(numbers, gamma());
    }

    /** The numbers of all other trials. */
    int[] above() {
        return Arrays.copyOfRange(numbers, gamma(), numbers.length);
    }

    private int gamma() {
        return Math.min((int) Math.ceil(SHARE_BELOW * numbers.length - 1e-9), MOST_BELOW);
    }
}
