package dev.parley.optimizer.gp;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Minimizes a smooth function within bounds by a quasi-Newton method that remembers a few steps.
 *
 * <p>Coordinates at a bound that the gradient pushes outward stay there for the step; the others move along the
 * quasi-Newton direction, projected onto the bounds, until the function has decreased enough (Nocedal and Wright,
 * Numerical Optimization, 2006, algorithm 7.4 and section 16.7).
 */
final class Lbfgs {

    /** How many steps are remembered. */
    private static final int MEMORY = 8;

    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final int MOST_HALVINGS = 20;

    /** A function with its gradient. */
    @FunctionalInterface
    interface Differentiable {

        /**
         * The value at a point.
         *
         * @param gradient receives the gradient
         */
        double at(double[] point, double[] gradient);
    }

    /** Where a search ended. */
    @SuppressWarnings("ArrayRecordComponent")
    record Minimum(double[] point, double value) {}

    private record Step(double[] move, double[] change, double product) {}

    private final Differentiable function;
    private final double[] low;
    private final double[] high;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();

    Lbfgs(Differentiable function, double[] low, double[] high) {
        this.function = function;
        this.low = low;
        this.high = high;
    }

    /**
     * Descends from a point within the bounds.
     *
     * @param most the most steps
     * @param firstMove how far the first step goes, in the largest coordinate
     * @param tolerance the search ends when a step gains less than this, relative to the value where that is above 1
     */
    Minimum minimize(double[] start, int most, double firstMove, double tolerance) {
        steps.clear();
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = function.at(point, gradient);
        for (int i = 0; i < most && Double.isFinite(value); i++) {
            double[] direction = direction(point, gradient);
            double slope = dot(direction, gradient);
            if (!(slope < 0)) {
                break;
            }
            double length = steps.isEmpty() ? firstMove / largest(direction) : 1;
            double[] next = new double[point.length];
            double[] nextGradient = new double[point.length];
            double nextValue = Double.POSITIVE_INFINITY;
            boolean decreased = false;
            for (int h = 0; h < MOST_HALVINGS && !decreased; h++) {
                double linear = 0;
                for (int j = 0; j < next.length; j++) {
                    next[j] = Math.clamp(point[j] + length * direction[j], low[j], high[j]);
                    linear += gradient[j] * (next[j] - point[j]);
                }
                nextValue = function.at(next, nextGradient);
                decreased = nextValue <= value + SUFFICIENT_DECREASE * linear;
                if (!decreased) {
                    double curvature = nextValue - value - linear;
                    double best = curvature > 0 && Double.isFinite(curvature) ? -linear / (2 * curvature) : 0.1;
                    length *= Math.clamp(best, 0.1, 0.5);
                }
            }
            if (!decreased) {
                break;
            }
            remember(point, next, gradient, nextGradient);
            double gain = value - nextValue;
            point = next;
            gradient = nextGradient;
            value = nextValue;
            if (gain <= tolerance * Math.max(1, Math.abs(value))) {
                break;
            }
        }
        return new Minimum(point, value);
    }

    private void remember(double[] from, double[] to, double[] fromGradient, double[] toGradient) {
        double[] move = new double[from.length];
        double[] change = new double[from.length];
        for (int j = 0; j < from.length; j++) {
            move[j] = to[j] - from[j];
            change[j] = toGradient[j] - fromGradient[j];
        }
        double product = dot(move, change);
        if (product > 1e-10 * dot(change, change)) {
            if (steps.size() == MEMORY) {
                steps.removeFirst();
            }
            steps.addLast(new Step(move, change, product));
        }
    }

    /** The quasi-Newton direction in the coordinates that are free to move. */
    private double[] direction(double[] point, double[] gradient) {
        double[] direction = new double[point.length];
        for (int j = 0; j < point.length; j++) {
            direction[j] = isHeld(j, point, gradient) ? 0 : -gradient[j];
        }
        double[] shares = new double[steps.size()];
        int s = shares.length;
        for (Iterator<Step> backward = steps.descendingIterator(); backward.hasNext(); ) {
            Step step = backward.next();
            shares[--s] = dot(step.move, direction) / step.product;
            add(direction, -shares[s], step.change);
        }
        if (!steps.isEmpty()) {
            Step last = steps.getLast();
            double scale = last.product / dot(last.change, last.change);
            for (int j = 0; j < direction.length; j++) {
                direction[j] *= scale;
            }
        }
        for (Step step : steps) {
            add(direction, shares[s++] - dot(step.change, direction) / step.product, step.move);
        }
        for (int j = 0; j < point.length; j++) {
            if (isHeld(j, point, gradient)) {
                direction[j] = 0;
            }
        }
        if (!(dot(direction, gradient) < 0)) {
            steps.clear();
            for (int j = 0; j < point.length; j++) {
                direction[j] = isHeld(j, point, gradient) ? 0 : -gradient[j];
            }
        }
        return direction;
    }

    private boolean isHeld(int j, double[] point, double[] gradient) {
        return point[j] <= low[j] && gradient[j] > 0 || point[j] >= high[j] && gradient[j] < 0;
    }

    private static void add(double[] sum, double factor, double[] vector) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += factor * vector[j];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double largest(double[] vector) {
        double largest = 0;
        for (double v : vector) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }
}
