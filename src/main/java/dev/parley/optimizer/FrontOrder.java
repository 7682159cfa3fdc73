package dev.parley.optimizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Points in an order by several objectives: by front, and within a front as they came; but the front that only some of the wanted
 * points are from begins with those that together dominate most.
 *
 * <p>Volumes are measured where the losses of the points compared go from 0 to 1, below {@value #REFERENCE}; with more than
 * {@value #MOST_EXACT} objectives they are estimated. Where there are very many points of which few dominate others, a part of them is
 * looked at.
 *
 * <p>Ozaki et al., Multiobjective tree-structured Parzen estimator for computationally expensive optimization problems, GECCO
 * 2020, and Journal of Artificial Intelligence Research 73, 2022.
 */
public final class FrontOrder {

    private static final double REFERENCE = 1.1;

    /** The share of all points by which a volume over time is measured: the others are often far off. */
    private static final double USUAL = 0.9;

    private static final int MOST_EXACT = 3;
    private static final int MOST_CANDIDATES = 1_000;
    static final long MOST_COMPARISONS = 5_000_000;

    private FrontOrder() {}

    /**
     * The place of each point, from 0.
     *
     * @param losses points by objective; finite
     * @param wanted how many points are to be told from the others
     * @param most how many are to be ordered, at least as many; the others are infinitely far behind
     */
    public static double[] places(double[][] losses, int wanted, int most) {
        int[] seen = IntStream.range(0, losses.length).toArray();
        int[][] fronts = Fronts.of(losses, most, MOST_COMPARISONS);
        while (fronts == null) {
            seen = evenly(seen, Math.max(most, seen.length / 4));
            double[][] points = points(losses, seen);
            fronts = Fronts.of(points, most, seen.length > most ? MOST_COMPARISONS : Long.MAX_VALUE);
        }
        return places(losses, seen, fronts, wanted);
    }

    /** The places of points, of which some were seen and are in fronts. */
    private static double[] places(double[][] losses, int[] seen, int[][] fronts, int wanted) {
        double[] places = new double[losses.length];
        Arrays.fill(places, Double.POSITIVE_INFINITY);
        int next = 0;
        for (int[] ofSeen : fronts) {
            int[] front = IntStream.of(ofSeen).map(i -> seen[i]).toArray();
            if (next < wanted && wanted < next + front.length) {
                for (int i : chosen(losses, front, wanted - next)) {
                    places[i] = next++;
                }
            }
            for (int i : front) {
                if (places[i] == Double.POSITIVE_INFINITY) {
                    places[i] = next++;
                }
            }
        }
        return places;
    }

    private static double[][] points(double[][] losses, int[] indices) {
        return IntStream.of(indices).mapToObj(i -> losses[i]).toArray(double[][]::new);
    }

    private static int[] chosen(double[][] losses, int[] front, int count) {
        int[] candidates = evenly(front, Math.max(count, MOST_CANDIDATES));
        double[][] points = normalized(points(losses, candidates));
        int[] chosen = points[0].length == 2
                ? volume(points).choose(points, count)
                : new SampledVolume(points, REFERENCE).choose(count);
        return IntStream.of(chosen).map(i -> candidates[i]).toArray();
    }

    /** At most so many of some numbers, evenly spread over their places. */
    private static int[] evenly(int[] numbers, int most) {
        return numbers.length <= most
                ? numbers
                : IntStream.range(0, most)
                        .map(i -> numbers[(int) ((long) i * numbers.length / most)])
                        .toArray();
    }

    /**
     * What each of some points adds to the volume that all of them dominate.
     *
     * @param losses points by objective, at least one; finite
     */
    public static double[] contributions(double[][] losses) {
        double[][] points = normalized(losses);
        return points[0].length > MOST_EXACT
                ? new SampledVolume(points, REFERENCE).contributions()
                : volume(points).contributions(points);
    }

    /**
     * What the first of some points dominate together, as a share of what is below the reference point: the losses of nine tenths of all
     * points go from 0 to 1, in each objective.
     *
     * @param losses points by objective; finite
     * @param counts how many of the first points, ascending; one look after another
     * @return a share for each count, from 0 to 1
     */
    public static double[] volumes(double[][] losses, int[] counts) {
        double[] volumes = new double[counts.length];
        if (losses.length == 0) {
            return volumes;
        }
        Scale scale = Scale.of(losses, USUAL);
        double[][] soFar = {};
        int seen = 0;
        for (int look = 0; look < counts.length; look++) {
            double[][] points = Arrays.copyOf(soFar, soFar.length + counts[look] - seen);
            for (int i = seen; i < counts[look]; i++) {
                points[soFar.length + i - seen] = scale.of(losses[i]);
            }
            seen = counts[look];
            soFar = points(points, front(points));
            volumes[look] = share(soFar);
        }
        return volumes;
    }

    /**
     * The indices of the points that no other dominates, ascending; a part of them where they are very many.
     *
     * @param losses points by objective; finite
     */
    public static int[] front(double[][] losses) {
        double[] places = places(losses, 0, 1);
        return IntStream.range(0, losses.length)
                .filter(i -> places[i] < Double.POSITIVE_INFINITY)
                .toArray();
    }

    private static double share(double[][] points) {
        return points[0].length > 2
                ? new SampledVolume(points, REFERENCE).share()
                : volume(points).of(points) / Math.pow(REFERENCE, points[0].length);
    }

    private static Hypervolume volume(double[][] losses) {
        double[] reference = new double[losses[0].length];
        Arrays.fill(reference, REFERENCE);
        return new Hypervolume(reference);
    }

    private static double[][] normalized(double[][] losses) {
        Scale scale = Scale.of(losses, 1);
        return Arrays.stream(losses).map(scale::of).toArray(double[][]::new);
    }

    /** Brings losses to 0, the best of some points, and 1, the worst of them, in each objective; to 0 where all are the same. */
    private record Scale(List<Double> best, List<Double> worst) {

        /**
         * The scale of some points.
         *
         * @param share the share of them that counts, the best in each objective
         */
        static Scale of(double[][] losses, double share) {
            List<Double> best = new ArrayList<>();
            List<Double> worst = new ArrayList<>();
            for (int o = 0; o < losses[0].length; o++) {
                int objective = o;
                double[] sorted = Arrays.stream(losses)
                        .mapToDouble(point -> point[objective])
                        .sorted()
                        .toArray();
                best.add(sorted[0]);
                worst.add(sorted[(int) Math.ceil(share * sorted.length) - 1]);
            }
            return new Scale(best, worst);
        }

        double[] of(double[] point) {
            double[] scaled = new double[point.length];
            for (int o = 0; o < point.length; o++) {
                double from = best.get(o) / 2; // halves, whose difference is finite
                double width = worst.get(o) / 2 - from;
                scaled[o] = width > 0 ? (point[o] / 2 - from) / width : Math.signum(point[o] / 2 - from);
            }
            return scaled;
        }
    }
}
