package dev.parley.trial;

import dev.parley.problem.FieldFault;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules for what is measured at one step: values by metric, NaN and infinities among them. */
public final class Metrics {

    /** How many metrics a step may have. */
    public static final int MOST = 100;

    private static final int LONGEST_NAME = 200;

    private Metrics() {}

    /**
     * The values by metric, in the order of their names; without those at fault.
     *
     * @param pointer the JSON pointer to the values
     * @param faults where faults go
     */
    public static Map<String, Double> read(
            Map<String, @Nullable Double> values, String pointer, List<FieldFault> faults) {
        Map<String, Double> measured = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.isBlank() || name.length() > LONGEST_NAME) {
                faults.add(
                        FieldFault.under(pointer, name, "must be named by 1 to %d characters".formatted(LONGEST_NAME)));
            } else if (value == null) {
                faults.add(FieldFault.under(pointer, name, "must be a number"));
            } else {
                measured.put(name, value + 0.0);
            }
        });
        return measured;
    }
}
