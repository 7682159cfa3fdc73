package dev.parley.llm.prompt;

import dev.parley.optimizer.History;
import dev.parley.optimizer.space.Distance;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where no trial has a value of one parameter: the values left out, of a parameter with few; or else the widest intervals
 * on its scale that hold none, each as the tried values next to it or the ends of the range.
 */
final class Untried {

    /** A range is looked at in this many cells; a parameter with no more values has one for each. */
    private static final int CELLS = 20;

    /** How many neighbouring cells have to be empty. */
    private static final int FEWEST_EMPTY = 2;

    private static final int MOST_INTERVALS = 2;
    private static final int MOST_VALUES = 6;

    private final Vocabulary vocabulary;
    private final Parameter parameter;
    private final int index;
    private final double[] lowest = new double[CELLS];
    private final double[] highest = new double[CELLS];
    private final boolean hasFewValues;
    private final boolean[] chosen;

    private record Gap(double from, double to, int cells) {}

    Untried(Vocabulary vocabulary, Distance distance, History history, int index) {
        this.vocabulary = vocabulary;
        this.index = index;
        parameter = vocabulary.space().parameter(index);
        hasFewValues = hasFewValues(parameter);
        chosen = new boolean[hasFewValues ? (int) parameter.cardinality() : 0];
        Arrays.fill(lowest, Double.NaN);
        Arrays.fill(highest, Double.NaN);
        for (int number = 0; number < history.size(); number++) {
            double coordinate = history.coordinate(number, index);
            if (!Double.isNaN(coordinate)) {
                see(coordinate, distance);
            }
        }
    }

    /** Whether its values can be named one by one: those of choices always. */
    private static boolean hasFewValues(Parameter parameter) {
        return parameter.cardinality() <= CELLS
                || !(parameter instanceof FloatParameter || parameter instanceof IntParameter);
    }

    private void see(double coordinate, Distance distance) {
        if (hasFewValues) {
            chosen[rank(coordinate)] = true;
            return;
        }
        int cell = Math.clamp((long) (distance.position(index, coordinate) * CELLS), 0, CELLS - 1);
        lowest[cell] = Double.isNaN(lowest[cell]) ? coordinate : Math.min(lowest[cell], coordinate);
        highest[cell] = Double.isNaN(highest[cell]) ? coordinate : Math.max(highest[cell], coordinate);
    }

    /** The place of a coordinate among the few values of the parameter. */
    private int rank(double coordinate) {
        return switch (parameter) {
            case FloatParameter p when p.step() != null -> (int) Math.round((coordinate - p.low()) / p.step());
            case FloatParameter p -> 0;
            case IntParameter p -> (int) ((coordinate - p.low()) / p.step());
            default -> (int) coordinate;
        };
    }

    /** What nobody has tried, for a model: values, or pairs of bounds. */
    List<Object> shown() {
        return hasFewValues ? values() : intervals();
    }

    private List<Object> values() {
        List<Object> values = new ArrayList<>();
        double coordinate = parameter.quantile(0);
        for (int rank = 0; rank < chosen.length && values.size() < MOST_VALUES; rank++) {
            if (!chosen[rank]) {
                values.add(vocabulary.shown(index, coordinate));
            }
            coordinate = parameter.next(coordinate);
        }
        return values;
    }

    private List<Object> intervals() {
        return gaps().stream()
                .sorted(Comparator.comparingInt(gap -> -gap.cells()))
                .limit(MOST_INTERVALS)
                .<Object>map(gap -> List.of(vocabulary.shown(index, gap.from()), vocabulary.shown(index, gap.to())))
                .toList();
    }

    private List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        double last = parameter.quantile(0);
        int empty = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            if (Double.isNaN(lowest[cell])) {
                empty++;
            } else {
                if (empty >= FEWEST_EMPTY) {
                    gaps.add(new Gap(last, lowest[cell], empty));
                }
                empty = 0;
                last = highest[cell];
            }
        }
        if (empty >= FEWEST_EMPTY) {
            gaps.add(new Gap(last, top(), empty));
        }
        return gaps;
    }

    private double top() {
        return switch (parameter) {
            case FloatParameter p -> p.high();
            case IntParameter p -> p.high();
            default -> parameter.cardinality() - 1.0;
        };
    }
}
