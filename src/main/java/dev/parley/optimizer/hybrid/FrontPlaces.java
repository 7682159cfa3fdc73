package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Fronts;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The places of trials by several objectives: by front, and within a front by the sum of their ranks in the objectives. */
final class FrontPlaces {

    private FrontPlaces() {}

    /**
     * The places of some trials, from 0, the same for equals.
     *
     * @param numbers their numbers, in any order; those that are not complete have places without meaning
     * @return a place for each number
     */
    static double[] of(History history, List<Objective> objectives, int[] numbers) {
        int[] complete = IntStream.range(0, numbers.length)
                .filter(i -> Ends.isComplete(history, numbers[i]))
                .toArray();
        double[][] losses = history.losses(
                objectives, IntStream.of(complete).map(i -> numbers[i]).toArray());
        int[] ranks = summedRanks(losses);
        double[] places = new double[numbers.length];
        int next = 0;
        for (int[] front : Fronts.of(losses, losses.length)) {
            List<Integer> byRank = IntStream.of(front)
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> ranks[i]))
                    .toList();
            for (int k = 0; k < byRank.size(); k++) {
                boolean isTied = k > 0 && ranks[byRank.get(k)] == ranks[byRank.get(k - 1)];
                places[complete[byRank.get(k)]] = isTied ? places[complete[byRank.get(k - 1)]] : next + k;
            }
            next += front.length;
        }
        return places;
    }

    private static int[] summedRanks(double[][] losses) {
        int[] sums = new int[losses.length];
        for (int o = 0; losses.length > 0 && o < losses[0].length; o++) {
            int objective = o;
            double[] sorted = Arrays.stream(losses)
                    .mapToDouble(point -> point[objective])
                    .sorted()
                    .toArray();
            for (int i = 0; i < losses.length; i++) {
                sums[i] += rank(sorted, losses[i][o]);
            }
        }
        return sums;
    }

    /** How many of some losses are less than one of them. */
    private static int rank(double[] sorted, double loss) {
        int rank = Arrays.binarySearch(sorted, loss);
        while (rank > 0 && sorted[rank - 1] == loss) {
            rank--;
        }
        return rank;
    }
}
