package dev.parley.optimizer.tpe;

/**
 * Whole numbers on a logarithmic scale; the axis is log(x / (low − 1/2)), taken so that large numbers that are close
 * together stay apart.
 *
 * @param low the first number, positive
 * @param size how many numbers there are
 */
record LogGrid(long low, long size) implements Grid {

    private double base() {
        return low - 0.5;
    }

    @Override
    public double lower() {
        return 0;
    }

    @Override
    public double upper() {
        return Math.log1p(size / base());
    }

    @Override
    public long index(double coordinate) {
        return Math.clamp(Math.round(coordinate - low), 0, size - 1);
    }

    @Override
    public double coordinate(long index) {
        return low + index;
    }

    @Override
    public double location(long index) {
        return Math.log1p((index + 0.5) / base());
    }

    @Override
    public double cellCenter(long index) {
        return 0.5 * (Math.log1p(index / base()) + Math.log1p((index + 1) / base()));
    }

    @Override
    public double cellWidth(long index) {
        return Math.log1p(1 / (base() + index));
    }

    @Override
    public long nearest(double location) {
        return Math.clamp(Math.round(base() * Math.expm1(location) - 0.5), 0, size - 1);
    }

    @Override
    public boolean isUniform() {
        return false;
    }
}
