package dev.parley.optimizer.gp;

/**
 * Choices without an order.
 *
 * @param size how many there are
 */
record CategoricalAxis(long size) implements Axis {

    @Override
    public double position(double coordinate) {
        return coordinate;
    }

    @Override
    public double coordinate(double position) {
        return position;
    }
}
