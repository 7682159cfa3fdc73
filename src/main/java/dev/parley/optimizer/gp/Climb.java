package dev.parley.optimizer.gp;

import dev.parley.optimizer.gp.AcquisitionSearch.Candidate;
import dev.parley.optimizer.space.Configuration;
import java.util.Arrays;

/**
 * Climbs from a point to a local maximum of the acquisition: along the gradient on axes with many values, and by trying other
 * values on those with few, in turns. Every point it keeps has values that the parameters can have.
 */
final class Climb {

    /** Axes with more values than this are climbed along the gradient first, and then brought back to a value. */
    private static final int FEW = 20;

    /** Axes with at most this many values are tried at each of them; the others at doubling distances. */
    private static final int EACH = 6;

    private static final int MOST_CHOICES = 30;
    private static final int ROUNDS = 3;
    private static final double FIRST_MOVE = 0.02;
    private static final double TOLERANCE = 1e-5;

    private final Encoding encoding;
    private final Acquisition acquisition;
    private final Configuration fixed;
    private final boolean[] free;
    private final int most;
    private int evaluations;

    /**
     * Climbs within a space.
     *
     * @param fixed coordinates to keep where they are active
     * @param free which axes may be moved along
     * @param most how many evaluations a climb has, one with a gradient counting as two
     */
    Climb(Encoding encoding, Acquisition acquisition, Configuration fixed, boolean[] free, int most) {
        this.encoding = encoding;
        this.acquisition = acquisition;
        this.fixed = fixed;
        this.free = free;
        this.most = most;
    }

    /** The end of the climb from a candidate. */
    Candidate from(Candidate start) {
        Candidate current = start;
        evaluations = 0;
        for (int round = 0; round < ROUNDS && evaluations < most; round++) {
            Candidate slid = alongGradient(current);
            Candidate swept = overValues(slid);
            boolean goesOn = swept != slid && swept.value() > current.value() + TOLERANCE;
            current = swept;
            if (!goesOn) {
                break;
            }
        }
        return current;
    }

    private Candidate alongGradient(Candidate start) {
        double[] point = encoding.active(start.latent(), fixed);
        int[] axes = smoothAxes(point);
        if (axes.length == 0) {
            return start;
        }
        double[] high = new double[axes.length];
        Arrays.fill(high, 1);
        double[] position = Arrays.stream(axes).mapToDouble(a -> point[a]).toArray();
        Lbfgs search = new Lbfgs(
                (at, gradient) -> {
                    for (int j = 0; j < axes.length; j++) {
                        point[axes[j]] = at[j];
                    }
                    evaluations += 2;
                    double value = acquisition.at(point, axes, gradient);
                    for (int j = 0; j < axes.length; j++) {
                        gradient[j] = -gradient[j];
                    }
                    return -value;
                },
                new double[axes.length],
                high);
        double[] end = search.minimize(position, (most - evaluations) / 2, FIRST_MOVE, TOLERANCE)
                .point();
        double[] latent = start.latent().clone();
        for (int j = 0; j < axes.length; j++) {
            latent[axes[j]] = encoding.axis(axes[j]).snap(end[j]);
        }
        return better(start, latent);
    }

    /** The axes that are free, active and have many values. */
    private int[] smoothAxes(double[] point) {
        int[] axes = new int[point.length];
        int count = 0;
        for (int a = 0; a < point.length; a++) {
            if (free[a]
                    && !Double.isNaN(point[a])
                    && !encoding.isCategorical(a)
                    && !encoding.isParent(a)
                    && encoding.axis(a).size() > FEW) {
                axes[count++] = a;
            }
        }
        return Arrays.copyOf(axes, count);
    }

    private Candidate overValues(Candidate start) {
        Candidate current = start;
        for (int a = 0; a < free.length && evaluations < most; a++) {
            Axis axis = encoding.axis(a);
            if (!free[a]
                    || axis.size() == Long.MAX_VALUE
                    || Double.isNaN(encoding.active(current.latent(), fixed)[a])) {
                continue;
            }
            if (encoding.isCategorical(a)) {
                for (int choice = 0; choice < Math.min(axis.size(), MOST_CHOICES); choice++) {
                    current = moved(current, a, choice);
                }
            } else if (axis.size() <= EACH) {
                for (int i = 0; i < axis.size(); i++) {
                    current = moved(current, a, axis.snap((i + 0.5) / axis.size()));
                }
            } else {
                current = walked(walked(current, a, -1), a, 1);
            }
        }
        return current;
    }

    /** Walks along an axis in steps that double, as long as each is up. */
    private Candidate walked(Candidate start, int a, int direction) {
        Candidate current = start;
        Axis axis = encoding.axis(a);
        for (long step = direction; Math.abs(step) < axis.size(); step *= 2) {
            Candidate next = moved(current, a, axis.moved(current.latent()[a], step));
            if (next == current) {
                break;
            }
            current = next;
        }
        return current;
    }

    private Candidate moved(Candidate current, int axis, double position) {
        if (position == current.latent()[axis]) {
            return current;
        }
        double[] latent = current.latent().clone();
        latent[axis] = position;
        return better(current, latent);
    }

    private Candidate better(Candidate current, double[] latent) {
        evaluations++;
        double value = acquisition.at(encoding.active(latent, fixed));
        return value > current.value() ? new Candidate(latent, value) : current;
    }
}
