package dev.parley.transfer;

import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.transfer.Reason.Respect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much an earlier study resembles the one at hand.
 *
 * @param score from 0 to 1: the weighted mean of the reasons' scores
 * @param reasons one for each respect in which the studies can be compared
 */
public record Similarity(double score, List<Reason> reasons) {

    public Similarity {
        reasons = List.copyOf(reasons);
    }

    /**
     * What of a study is compared.
     *
     * @param space its space
     * @param objectives its objectives
     * @param labels its labels
     */
    record Subject(SearchSpace space, List<Objective> objectives, Map<String, String> labels) {}

    /**
     * Compares two studies. Labels count only where both have some, and words where the study at hand has some.
     *
     * @param own the study at hand
     * @param other the earlier one
     * @param text how much the words of both have in common, from 0 to 1; NaN where the study at hand has none
     */
    static Similarity of(Subject own, Subject other, double text) {
        List<Reason> reasons = new ArrayList<>();
        reasons.add(SpaceLikeness.of(own.space, other.space).reason());
        reasons.add(objectives(own.objectives, other.objectives));
        if (!own.labels.isEmpty() && !other.labels.isEmpty()) {
            reasons.add(labels(own.labels, other.labels));
        }
        if (!Double.isNaN(text)) {
            reasons.add(new Reason(Respect.TEXT, text, words(text)));
        }
        double weights = 0;
        double sum = 0;
        for (Reason reason : reasons) {
            weights += reason.respect().weight();
            sum += reason.respect().weight() * reason.score();
        }
        return new Similarity(sum / weights, reasons);
    }

    /** How much the spaces have in common, from 0 to 1. */
    double ofSpaces() {
        return reasons.getFirst().score();
    }

    private static Reason objectives(List<Objective> own, List<Objective> others) {
        Objective first = own.getFirst();
        Objective other = others.getFirst();
        double shared = share(new HashSet<>(own), new HashSet<>(others));
        if (first.name().equals(other.name()) && first.direction() != other.direction()) {
            return new Reason(
                    Respect.OBJECTIVES, 0, "%s is to be %sd there.".formatted(other.name(), other.direction()));
        }
        if (shared == 1) {
            return new Reason(Respect.OBJECTIVES, 1, "The objectives are the same.");
        }
        String detail = shared == 0
                ? "The objective there is %s, to be %sd.".formatted(other.name(), other.direction())
                : "Some objectives are the same.";
        return new Reason(Respect.OBJECTIVES, shared, detail);
    }

    private static Reason labels(Map<String, String> own, Map<String, String> others) {
        Set<Map.Entry<String, String>> common = new HashSet<>(own.entrySet());
        common.retainAll(others.entrySet());
        return new Reason(
                Respect.LABELS,
                share(own.entrySet(), others.entrySet()),
                "%d of %d labels are the same.".formatted(common.size(), Math.max(own.size(), others.size())));
    }

    private static String words(double text) {
        if (text == 0) {
            return "The words of names, descriptions and labels are others.";
        }
        return "Names, descriptions and labels share %s words.".formatted(text < 0.5 ? "some" : "many");
    }

    /** How many of all elements both sets have, from 0 to 1 (Jaccard's index). */
    static double share(Set<?> one, Set<?> other) {
        Set<Object> all = new HashSet<>(one);
        all.addAll(other);
        Set<Object> common = new HashSet<>(one);
        common.retainAll(other);
        return all.isEmpty() ? 1 : (double) common.size() / all.size();
    }
}
