package dev.parley.transfer;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.transfer.Reason.Respect;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much two spaces have in common.
 *
 * @param score the mean, over all parameters of both, of how much those of one name have in common; 0 for the others
 * @param common how many names both have
 * @param alike how many of these have the same choices, or the same range and scale, be they whole numbers or not
 * @param all how many names there are
 */
record SpaceLikeness(double score, int common, int alike, int all) {

    private static final double OTHER_SCALE = 0.8;

    /** Compares two spaces. */
    static SpaceLikeness of(SearchSpace own, SearchSpace other) {
        Set<String> names = new HashSet<>();
        double sum = 0;
        int common = 0;
        int alike = 0;
        for (Parameter parameter : own.parameters()) {
            names.add(parameter.name());
            int there = other.indexOf(parameter.name());
            if (there >= 0) {
                double likeness = likeness(parameter, other.parameter(there));
                sum += likeness;
                common++;
                alike += likeness == 1 ? 1 : 0;
            }
        }
        other.parameters().forEach(parameter -> names.add(parameter.name()));
        return new SpaceLikeness(sum / names.size(), common, alike, names.size());
    }

    private static double likeness(Parameter own, Parameter other) {
        return switch (own) {
            case CategoricalParameter p
            when other instanceof CategoricalParameter q ->
                Similarity.share(new HashSet<>(p.choices()), new HashSet<>(q.choices()));
            case OrdinalParameter p
            when other instanceof OrdinalParameter q ->
                Similarity.share(new HashSet<>(p.values()), new HashSet<>(q.values()));
            default -> {
                Range range = Range.of(own);
                Range there = Range.of(other);
                yield range == null || there == null ? 0 : range.likeness(there);
            }
        };
    }

    /** A range of numbers and its scale. */
    private record Range(double low, double high, Scale scale) {

        static @Nullable Range of(Parameter parameter) {
            return switch (parameter) {
                case FloatParameter p -> new Range(p.low(), p.high(), p.scale());
                case IntParameter p -> new Range(p.low(), p.high(), p.scale());
                case OrdinalParameter p -> null;
                case CategoricalParameter p -> null;
            };
        }

        /** What both ranges share of what either covers, on this one's scale. */
        double likeness(Range other) {
            if (scale == Scale.LOG && other.low <= 0) {
                return likeness(new Range(Math.max(other.low, low), Math.max(other.high, low), other.scale));
            }
            double covered = place(Math.max(high, other.high)) - place(Math.min(low, other.low));
            double shared = place(Math.min(high, other.high)) - place(Math.max(low, other.low));
            double share = covered == 0 ? 1 : Math.max(0, shared / covered);
            return scale == other.scale ? share : OTHER_SCALE * share;
        }

        private double place(double value) {
            return scale == Scale.LOG ? Math.log(value) : value;
        }
    }

    /** The spaces as a reason why studies resemble each other. */
    Reason reason() {
        String detail = common == 0
                ? "No parameter has the same name."
                : "%d of %d parameters have the same name, %d of them the same range and scale too."
                        .formatted(common, all, alike);
        return new Reason(Respect.SPACE, score, detail);
    }
}
