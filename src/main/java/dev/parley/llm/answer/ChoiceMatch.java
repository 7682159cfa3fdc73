package dev.parley.llm.answer;

import dev.parley.llm.prompt.Vocabulary;
import dev.parley.optimizer.space.InvalidValueException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A choice that a value stands for.
 *
 * @param coordinate the choice's coordinate
 * @param repair what it took to see that; null if they are equal
 */
record ChoiceMatch(double coordinate, @Nullable Repair repair) {

    private static final int LONGEST_VALUE = 10_000;

    /**
     * The choice that a value is: exactly, by its label or itself; or else as another type, {@code "32"} for 32; or else, if
     * only one comes into question, without case, spaces and punctuation. Null if it is none.
     */
    static @Nullable ChoiceMatch of(Vocabulary vocabulary, int index, Object value) {
        if (value instanceof String text && text.length() > LONGEST_VALUE) {
            return null;
        }
        List<Object> labels = vocabulary.labels(index);
        for (int i = 0; i < labels.size(); i++) {
            if (isEqual(labels.get(i), value)) {
                return new ChoiceMatch(i, null);
            }
        }
        if (value instanceof String || value instanceof Boolean) {
            try {
                return new ChoiceMatch(vocabulary.space().parameter(index).coordinate(value), null);
            } catch (InvalidValueException e) {
                // It is no choice as it stands; it may still mean one.
            }
        }
        ChoiceMatch coerced = only(
                labels,
                label -> label.getClass() != value.getClass() && word(label).equalsIgnoreCase(word(value)),
                Repair.COERCED);
        if (coerced != null) {
            return coerced;
        }
        String normalized = Vocabulary.normalized(word(value));
        return normalized.isEmpty()
                ? null
                : only(labels, label -> Vocabulary.normalized(word(label)).equals(normalized), Repair.NORMALIZED);
    }

    private static boolean isEqual(Object label, Object value) {
        return label instanceof Number number && value instanceof Double given
                ? number.doubleValue() == given
                : label.equals(value);
    }

    private static @Nullable ChoiceMatch only(List<Object> labels, Predicate<Object> isMeant, Repair repair) {
        int found = -1;
        for (int i = 0; i < labels.size(); i++) {
            if (isMeant.test(labels.get(i))) {
                if (found >= 0) {
                    return null;
                }
                found = i;
            }
        }
        return found < 0 ? null : new ChoiceMatch(found, repair);
    }

    /** A label or value as a word; whole numbers without a fraction. */
    private static String word(Object value) {
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString(number.longValue())
                : value.toString().strip();
    }
}
