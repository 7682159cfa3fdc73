package dev.parley.optimizer.gp;

/**
 * Whole numbers on a logarithmic scale, each in the cell from half a number below it to half a number above.
 *
 * @param low the first number, positive
 * @param size how many there are
 */
record LogGridAxis(long low, long size) implements Axis {

    private double start() {
        return low - 0.5;
    }

    private double width() {
        return Math.log1p(size / start());
    }

    @Override
    public double position(double coordinate) {
        return Math.clamp(Math.log1p((coordinate - low + 0.5) / start()) / width(), 0, 1);
    }

    @Override
    public double coordinate(double position) {
        double index = Math.floor(start() * Math.expm1(position * width()));
        return low + Math.clamp(index, 0, size - 1);
    }

    @Override
    public double moved(double position, long steps) {
        return position(Math.clamp(coordinate(position) + steps, (double) low, (double) (low + size - 1)));
    }
}
