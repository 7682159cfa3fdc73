package dev.parley.finetuning;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a study is for: every study is on one side only, so that nothing of what is tested was seen. */
@Schema(name = "FineTuneSplit")
public enum Split {

    /** To learn from. */
    TRAINING,

    /** To watch the loss on while learning. */
    VALIDATION,

    /** To test the result on. */
    HELD_OUT;

    private static final double HELD_OUT_SHARE = 0.2;
    private static final double VALIDATION_SHARE = 0.1;

    /** How many groups of studies it takes: one for each side. */
    static final int FEWEST = 3;

    /**
     * Parts groups of studies: a fifth to test on and a tenth to watch, at least one each; by a hash of their names, so that the
     * same groups and seed are parted alike.
     */
    static Map<String, Split> of(List<String> groups, long seed) {
        List<String> shuffled = groups.stream()
                .distinct()
                .sorted(Comparator.comparingLong((String group) -> Lessons.hash(seed + "/" + group))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        int heldOut = Math.max(1, (int) Math.round(HELD_OUT_SHARE * shuffled.size()));
        int validation = Math.max(1, (int) Math.round(VALIDATION_SHARE * shuffled.size()));
        Map<String, Split> parts = new LinkedHashMap<>();
        for (String group : shuffled) {
            int place = parts.size();
            parts.put(group, place < heldOut ? HELD_OUT : place < heldOut + validation ? VALIDATION : TRAINING);
        }
        return parts;
    }

    /** The word for it, such as {@code held-out}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
