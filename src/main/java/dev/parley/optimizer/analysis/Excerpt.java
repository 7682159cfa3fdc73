package dev.parley.optimizer.analysis;

import dev.parley.optimizer.FrontOrder;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Trials that stand for all of a history where it has more than can be shown: a quarter are the best, a quarter the newest, the others
 * are taken evenly from the rest. Which ones these are changes little while the history grows.
 */
public final class Excerpt {

    /** The golden section: the fractions of its multiples spread evenly, however many are taken. */
    private static final double GOLDEN = 0.6180339887498949;

    private Excerpt() {}

    /**
     * The numbers of the trials to show, ascending.
     *
     * @param most how many at most, at least 4; trials that are not known to the history do not count
     */
    public static int[] of(History history, List<Objective> objectives, int most) {
        int[] known = IntStream.range(0, history.size())
                .filter(number -> history.standing(number) != Standing.IGNORED || isConfigured(history, number))
                .toArray();
        if (known.length <= most) {
            return known;
        }
        BitSet taken = new BitSet(history.size());
        best(history, objectives, most / 4).forEach(taken::set);
        Arrays.stream(known, known.length - most / 4, known.length).forEach(taken::set);
        double share = (double) (most - taken.cardinality()) / known.length;
        for (int number : known) {
            double multiple = number * GOLDEN;
            if (multiple - Math.floor(multiple) < share) {
                taken.set(number);
            }
        }
        return taken.stream().limit(most).toArray();
    }

    private static boolean isConfigured(History history, int number) {
        return IntStream.range(0, history.parameters())
                .anyMatch(parameter -> !Double.isNaN(history.coordinate(number, parameter)));
    }

    private static IntStream best(History history, List<Objective> objectives, int most) {
        int[] complete = complete(history);
        double[][] losses = history.losses(objectives, complete);
        double[] places = objectives.size() == 1
                ? Arrays.stream(losses).mapToDouble(point -> point[0]).toArray()
                : FrontOrder.places(losses, most, most);
        return IntStream.range(0, complete.length)
                .filter(i -> places[i] < Double.POSITIVE_INFINITY)
                .boxed()
                .sorted((one, other) -> Double.compare(places[one], places[other]))
                .limit(most)
                .mapToInt(i -> complete[i]);
    }

    /** The numbers of the trials that are complete and violate no constraint, ascending. */
    static int[] complete(History history) {
        return IntStream.range(0, history.size())
                .filter(number -> history.standing(number) == Standing.COMPLETE && history.violation(number) == 0)
                .toArray();
    }
}
