package dev.parley.optimizer.tpe;

/**
 * The values of a discrete numeric parameter, numbered from 0, each in a cell of an axis on the parameter's scale. The
 * cells tile the axis from {@link #lower()} to {@link #upper()}; their bounds lie half a step away from the value.
 */
sealed interface Grid permits LinearGrid, LogGrid {

    /** How many values there are. */
    long size();

    /** Where the axis starts. */
    double lower();

    /** Where the axis ends. */
    double upper();

    /** The number of the value that a coordinate is. */
    long index(double coordinate);

    /** The coordinate of a value. */
    double coordinate(long index);

    /** Where a value lies on the axis. */
    double location(long index);

    /** The middle of a value's cell on the axis, which on a logarithmic one is not where the value lies. */
    double cellCenter(long index);

    /** The width of a value's cell on the axis. */
    double cellWidth(long index);

    /** The value whose cell holds a place on the axis. */
    long nearest(double location);

    /** Whether all cells have one width. */
    boolean isUniform();
}
