package dev.parley.llm.answer;

import dev.parley.llm.prompt.Vocabulary;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One proposal on its way to a point of the space: every value repaired, or the first reason why it cannot be. */
final class ProposalReading {

    /** How far outside of its range, as a share of the width on its scale, a number may lie. */
    private static final double CLIPPED_SHARE = 0.05;

    private static final int LONGEST_NUMBER = 64;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

    /** How far a number may lie from a value, as a share of the step, and still be meant to be it. */
    private static final double ROUNDING = 1e-6;

    private final Vocabulary vocabulary;
    private final SearchSpace space;
    private final Distance distance;
    private final Set<Repair> repairs = EnumSet.noneOf(Repair.class);
    private final Counts<Repair> counts;
    private @Nullable Rejection rejection;
    private String detail = "";

    /**
     * A reading.
     *
     * @param counts where each repair is counted
     */
    ProposalReading(Vocabulary vocabulary, Counts<Repair> counts) {
        this.vocabulary = vocabulary;
        this.counts = counts;
        space = vocabulary.space();
        distance = new Distance(space);
    }

    /** The configuration; null if there is a {@link #rejection}. */
    @Nullable
    Configuration configuration(Envelope.Entry entry) {
        if (entry.isBare()) {
            repaired(Repair.BARE);
        }
        @Nullable Object[] values = values(entry);
        double[] coordinates = new double[space.size()];
        Arrays.fill(coordinates, Double.NaN);
        for (int i = 0; i < coordinates.length && rejection == null; i++) {
            if (space.isActive(i, coordinates)) {
                coordinates[i] = values[i] == null ? standIn(i) : coordinate(i, values[i]);
            } else if (values[i] != null) {
                repaired(Repair.INACTIVE);
            }
        }
        return rejection == null ? new Configuration(coordinates) : null;
    }

    /** The values given, in the order of the space; of a parameter named twice the one by its key. */
    private @Nullable Object[] values(Envelope.Entry entry) {
        @Nullable Object[] values = new @Nullable Object[space.size()];
        boolean[] exact = new boolean[values.length];
        entry.values().forEach((name, value) -> {
            String word = name.toString();
            int index = vocabulary.indexOf(word);
            if (index < 0) {
                if (!entry.isBare() || !Envelope.isOwn(word)) {
                    repaired(Repair.UNKNOWN_KEY);
                }
            } else if (word.equals(vocabulary.key(index))) {
                values[index] = value;
                exact[index] = true;
            } else if (!exact[index]) {
                values[index] = value;
                repaired(Repair.RENAMED_KEY);
            }
        });
        return values;
    }

    private double standIn(int index) {
        Parameter parameter = space.parameter(index);
        if (parameter.defaultValue() != null) {
            repaired(Repair.DEFAULTED);
            return parameter.coordinate(parameter.defaultValue());
        }
        if (parameter.cardinality() == 1) {
            repaired(Repair.DEFAULTED);
            return parameter.quantile(0);
        }
        return rejected(Rejection.MISSING, index, "must be given");
    }

    private double coordinate(int index, Object value) {
        return switch (space.parameter(index)) {
            case FloatParameter p -> {
                double number = inRange(index, number(index, value), p.low(), p.high());
                yield rejection != null ? number : snapped(number, p.nearest(number), p.step());
            }
            case IntParameter p -> {
                double number = inRange(index, number(index, value), p.low(), p.high());
                yield rejection != null ? number : snapped(number, p.nearest(number), (double) p.step());
            }
            case OrdinalParameter p -> choice(index, value);
            case CategoricalParameter p -> choice(index, value);
        };
    }

    private double number(int index, Object value) {
        double number = switch (value) {
            case Double given -> given;
            case String text
            when text.length() <= LONGEST_NUMBER && NUMBER.matcher(text.strip()).matches() -> {
                repaired(Repair.COERCED);
                yield Double.parseDouble(text.strip());
            }
            default -> Double.NaN;
        };
        return Double.isNaN(number) ? rejected(Rejection.NO_NUMBER, index, "must be a number") : number;
    }

    private double inRange(int index, double number, double low, double high) {
        if (rejection != null || (number >= low && number <= high)) {
            return number;
        }
        double position = distance.position(index, number);
        if (position >= -CLIPPED_SHARE && position <= 1 + CLIPPED_SHARE) {
            repaired(Repair.CLIPPED);
            return Math.clamp(number, low, high);
        }
        return rejected(Rejection.OUT_OF_RANGE, index, "must lie between %s and %s".formatted(low, high));
    }

    private double snapped(double number, double nearest, @Nullable Double step) {
        if (step != null && Math.abs(number - nearest) > ROUNDING * step) {
            repaired(Repair.SNAPPED);
        }
        return nearest;
    }

    private double choice(int index, Object value) {
        ChoiceMatch match = ChoiceMatch.of(vocabulary, index, value);
        if (match == null) {
            return rejected(Rejection.NO_CHOICE, index, "must be one of its choices");
        }
        if (match.repair() != null) {
            repaired(match.repair());
        }
        return match.coordinate();
    }

    private void repaired(Repair repair) {
        repairs.add(repair);
        counts.add(repair);
    }

    private double rejected(Rejection kind, int index, String what) {
        rejection = kind;
        detail = vocabulary.key(index) + " " + what;
        return Double.NaN;
    }

    /** What was put right. */
    Set<Repair> repairs() {
        return repairs;
    }

    /** Why there is no configuration; null if there is one. */
    @Nullable
    Rejection rejection() {
        return rejection;
    }

    /** What the model has to change, in words of ours and a key; empty if nothing. */
    String detail() {
        return detail;
    }
}
