package dev.parley.finetuning;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/**
 * What one contestant reached in one part of the evaluation.
 *
 * @param arm the contestant
 * @param study the study that was held out
 * @param place where in it: how many trials had ended, for predictions; the number of the run, for proposals
 * @param figure the rank correlation with the outcomes, from −1 to 1; or the regret, 0 at the study's best value and 1 at the
 *     value of the score 0
 * @param asked how many predictions or proposals were asked for
 * @param valid how many of them could be used
 * @param calls how many calls were made
 * @param tokens how many tokens these took
 * @param money what these cost, in US dollars
 */
@Schema(name = "FineTuneResult")
record Result(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Arm arm,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String study,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int place,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double figure,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int asked,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int valid,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long calls,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long tokens,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double money) {

    /** A contestant. */
    @Schema(name = "FineTuneArm")
    enum Arm {
        TUNED,
        BASE,
        TPE,
        GP;

        /** The arm's word, such as {@code tuned}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
