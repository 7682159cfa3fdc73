package dev.parley.transfer;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/**
 * One respect in which two studies resemble each other.
 *
 * @param respect which one
 * @param score how much, from 0 to 1
 * @param detail why, in words
 */
@Schema(name = "SimilarityReason")
public record Reason(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Respect respect,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double score,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String detail) {

    /** What two studies can have in common. */
    public enum Respect {
        /** The parameters: names, kinds, ranges, scales. */
        SPACE(0.6),
        /** The objectives: names and directions. */
        OBJECTIVES(0.1),
        /** The labels. */
        LABELS(0.1),
        /** The words of names and descriptions. */
        TEXT(0.2);

        private final double weight;

        Respect(double weight) {
            this.weight = weight;
        }

        /** Its part of the whole score. */
        double weight() {
            return weight;
        }

        /** The respect's word, such as {@code space}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
