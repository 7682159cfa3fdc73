package dev.parley.optimizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The volume that points dominate, below a reference point; losses, so that less is better in every objective. Exact.
 *
 * <p>While, Bradstreet and Barone, A fast way of calculating exact hypervolumes, IEEE Transactions on Evolutionary
 * Computation 16(1), 2012 (WFG); with a sweep for two objectives.
 */
public final class Hypervolume {

    private final double[] reference;

    /**
     * Volumes below a point.
     *
     * @param reference a loss for each objective; points that are not below it in every one have no volume
     */
    public Hypervolume(double[] reference) {
        this.reference = reference.clone();
    }

    /** The volume that points dominate together. */
    public double of(double[][] losses) {
        List<double[]> points = new ArrayList<>(losses.length);
        for (double[] point : losses) {
            if (isBelow(point)) {
                points.add(point);
            }
        }
        return volume(nonDominated(points));
    }

    /** What each point adds to the volume of all others: 0 for one that another dominates or equals. */
    public double[] contributions(double[][] losses) {
        double[] contributions = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            List<double[]> others = new ArrayList<>(losses.length - 1);
            for (int j = 0; j < losses.length; j++) {
                if (j != i) {
                    others.add(losses[j]);
                }
            }
            contributions[i] = added(losses[i], others);
        }
        return contributions;
    }

    /**
     * Points that together dominate much of what all do: again and again the one that adds most, the first among equals. Its
     * volume is at least 1 − 1/e of the best choice's (Nemhauser, Wolsey and Fisher, 1978).
     *
     * @param count how many, at most as many as there are
     * @return their indices in the order in which they were chosen
     */
    public int[] choose(double[][] losses, int count) {
        double[] bounds = new double[losses.length];
        Arrays.setAll(bounds, i -> added(losses[i], List.of()));
        boolean[] isChosen = new boolean[losses.length];
        List<double[]> chosen = new ArrayList<>(count);
        int[] indices = new int[count];
        for (int next = 0; next < count; next++) {
            int best = bestAdded(losses, bounds, isChosen, chosen);
            isChosen[best] = true;
            chosen.add(losses[best]);
            indices[next] = best;
        }
        return indices;
    }

    /** The point that adds most to those chosen. What it added to fewer of them bounds what it adds now. */
    private int bestAdded(double[][] losses, double[] bounds, boolean[] isChosen, List<double[]> chosen) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < losses.length; i++) {
            if (!isChosen[i] && bounds[i] > most) {
                bounds[i] = added(losses[i], chosen);
                if (bounds[i] > most) {
                    most = bounds[i];
                    best = i;
                }
            }
        }
        return best;
    }

    /** What a point adds to the volume of others. */
    private double added(double[] point, List<double[]> others) {
        if (!isBelow(point)) {
            return 0;
        }
        List<double[]> limited = new ArrayList<>(others.size());
        for (double[] other : others) {
            double[] limit = limit(other, point);
            if (isBelow(limit)) {
                limited.add(limit);
            }
        }
        return box(point) - volume(nonDominated(limited));
    }

    private boolean isBelow(double[] point) {
        for (int o = 0; o < reference.length; o++) {
            if (!(point[o] < reference[o])) {
                return false;
            }
        }
        return true;
    }

    private double box(double[] point) {
        double box = 1;
        for (int o = 0; o < reference.length; o++) {
            box *= reference[o] - point[o];
        }
        return box;
    }

    /** The worst of two points in each objective. */
    private static double[] limit(double[] one, double[] other) {
        double[] worst = new double[one.length];
        Arrays.setAll(worst, o -> Math.max(one[o], other[o]));
        return worst;
    }

    /** The volume of points of which none dominates another. */
    private double volume(List<double[]> points) {
        if (reference.length == 2) {
            return swept(points);
        }
        points.sort(Comparator.comparingDouble(point -> -point[reference.length - 1]));
        double volume = 0;
        for (int i = 0; i < points.size(); i++) {
            volume += added(points.get(i), points.subList(i + 1, points.size()));
        }
        return volume;
    }

    private double swept(List<double[]> points) {
        points.sort(Comparator.comparingDouble(point -> point[0]));
        double volume = 0;
        double height = reference[1];
        for (double[] point : points) {
            volume += (reference[0] - point[0]) * (height - point[1]);
            height = point[1];
        }
        return volume;
    }

    /** Those that no other dominates, each once. */
    private static List<double[]> nonDominated(List<double[]> points) {
        List<double[]> front = new ArrayList<>(points.size());
        for (double[] point : points) {
            if (front.stream().noneMatch(other -> Fronts.isNowhereWorse(other, point))) {
                front.removeIf(other -> Fronts.isNowhereWorse(point, other));
                front.add(point);
            }
        }
        return front;
    }
}
