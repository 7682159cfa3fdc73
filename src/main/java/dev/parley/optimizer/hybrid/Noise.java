package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Arrays;

/**
 * How far apart two evaluations of the same configuration lie: by their standard errors where these were told, otherwise by
 * the trials that repeat each other; nothing where there are less than {@value #FEWEST} such pairs.
 */
final class Noise {

    private static final int FEWEST = 3;

    /** Among how many of the last trials repeats are looked for. */
    private static final int MOST = 100;

    /** From the median of absolute values to the standard deviation of normal ones. */
    private static final double MEDIAN_TO_DEVIATION = 1.4826;

    private final SearchSpace space;
    private final Direction direction;
    private final History history;
    private final int[] numbers;
    private double ofRepeats = Double.NaN;

    /**
     * The noise of a history.
     *
     * @param numbers the trials among which to look for repeats, those that ended last at the end
     */
    Noise(SearchSpace space, Direction direction, History history, int[] numbers) {
        this.space = space;
        this.direction = direction;
        this.history = history;
        this.numbers = numbers;
    }

    /** Whether the second of two complete trials is better by more than a standard deviation of their difference. */
    boolean isSurpassed(int leader, int number) {
        double gain = direction.loss(history.value(leader, 0)) - direction.loss(history.value(number, 0));
        double told = Math.hypot(history.standardError(leader, 0), history.standardError(number, 0));
        return gain > (Double.isNaN(told) ? ofRepeats() : told);
    }

    private double ofRepeats() {
        if (Double.isNaN(ofRepeats)) {
            ofRepeats = computed();
        }
        return ofRepeats;
    }

    private double computed() {
        int[] complete = Arrays.stream(numbers, Math.max(0, numbers.length - MOST), numbers.length)
                .filter(number -> Ends.isComplete(history, number))
                .toArray();
        double[] differences = new double[complete.length * complete.length / 2 + 1];
        int pairs = 0;
        for (int i = 0; i < complete.length; i++) {
            Neighbourhood same = new Neighbourhood(space, history.configuration(complete[i]), Offers.radius(space));
            for (int j = i + 1; j < complete.length; j++) {
                if (same.contains(history, complete[j])) {
                    differences[pairs++] = Math.abs(history.value(complete[i], 0) - history.value(complete[j], 0));
                }
            }
        }
        Arrays.sort(differences, 0, pairs);
        return pairs < FEWEST ? 0 : MEDIAN_TO_DEVIATION * differences[pairs / 2];
    }
}
