package dev.parley.optimizer.space;

/**
 * How far apart two configurations of a space lie.
 *
 * <p>Each parameter has a <em>position</em> in [0, 1]: that of its value in the range on its scale, or that of an ordinal
 * value among its neighbours. Two choices of a categorical parameter lie 1 apart. The distance is the Euclidean one over
 * the parameters that are active in both.
 */
public final class Distance {

    /** Configurations that lie nearer than this are as good as the same one. */
    public static final double DUPLICATE = 0.01;

    private final int size;
    private final boolean[] isCategorical;
    private final boolean[] isContinuous;
    private final boolean[] isLog;
    private final double[] starts;
    private final double[] widths;

    /** The distance in this space. */
    public Distance(SearchSpace space) {
        size = space.size();
        isCategorical = new boolean[size];
        isContinuous = new boolean[size];
        isLog = new boolean[size];
        starts = new double[size];
        widths = new double[size];
        for (int i = 0; i < size; i++) {
            Parameter parameter = space.parameter(i);
            isContinuous[i] = parameter.cardinality() == Long.MAX_VALUE;
            switch (parameter) {
                case FloatParameter p -> measure(i, p.low(), p.high(), p.scale());
                case IntParameter p -> measure(i, p.low(), p.high(), p.scale());
                case OrdinalParameter p -> measure(i, 0, p.cardinality() - 1.0, Scale.LINEAR);
                case CategoricalParameter p -> {
                    isCategorical[i] = true;
                    measure(i, 0, p.cardinality() - 1.0, Scale.LINEAR);
                }
            }
        }
    }

    private void measure(int index, double low, double high, Scale scale) {
        isLog[index] = scale == Scale.LOG;
        starts[index] = isLog[index] ? Math.log(low) : low;
        widths[index] = (isLog[index] ? Math.log(high) : high) - starts[index];
    }

    /** The distance of two configurations: 0 if they are equal, at most the root of the number of parameters. */
    public double between(Configuration a, Configuration b) {
        return Math.sqrt(squared(a, b, Double.POSITIVE_INFINITY));
    }

    /**
     * Whether two configurations count as one: the same parameters are active, and they lie nearer than
     * {@link #DUPLICATE}, or are equal where all of those are discrete.
     */
    public boolean isDuplicate(Configuration a, Configuration b) {
        boolean discrete = true;
        boolean equal = true;
        for (int i = 0; i < size; i++) {
            if (a.isActive(i) != b.isActive(i)) {
                return false;
            }
            discrete &= !a.isActive(i) || !isContinuous[i];
            equal &= !a.isActive(i) || a.coordinate(i) == b.coordinate(i);
        }
        double limit = DUPLICATE * DUPLICATE;
        return equal || (!discrete && squared(a, b, limit) < limit);
    }

    /** The square of the distance; or any number from {@code enough} on, if it is not less. */
    private double squared(Configuration a, Configuration b, double enough) {
        double sum = 0;
        for (int i = 0; i < size && sum < enough; i++) {
            double coordinate = a.coordinate(i);
            double other = b.coordinate(i);
            if (coordinate == other || Double.isNaN(coordinate) || Double.isNaN(other)) {
                continue;
            }
            double difference = isCategorical[i] ? 1 : position(i, coordinate) - position(i, other);
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * Where a coordinate lies in the range of the parameter at {@code index}: 0 at the first value, 1 at the last, and
     * outside of that for numbers outside of the range (−∞ for those without a place on a log scale). A parameter with a
     * single value has it at 0; choices lie in their order.
     */
    public double position(int index, double coordinate) {
        double place = isLog[index] ? Math.log(Math.max(coordinate, 0)) : coordinate;
        return place == starts[index] ? 0 : (place - starts[index]) / widths[index];
    }
}
