package dev.parley.finetuning;

import dev.parley.finetuning.Result.Arm;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation comes to.
 *
 * <p>A model is usable if at least half of its answers can be used, its mean figure is strictly better than its base's, and,
 * unless only its base is to be beaten, no worse than that of TPE. Only questions count that all of these answered: a study may be
 * removed between two.
 *
 * @param measure what is measured: {@code rank-correlation}, the more the better, or {@code regret}, the less the better
 * @param tuned the fine-tuned model
 * @param base the model that it was made of
 * @param tpe the engine
 * @param gp the Gaussian process, of predictions; shown beside, and no bar
 * @param isUsable whether the model may be used
 * @param reason why, in words
 */
@Schema(name = "FineTuneVerdict")
record Verdict(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String measure,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Figures tuned,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Figures base,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Figures tpe,
        @Nullable Figures gp,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) boolean isUsable,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String reason) {

    private static final double FEWEST_VALID = 0.5;

    /** Those that are compared. */
    private static final Set<Arm> RIVALS = EnumSet.of(Arm.TUNED, Arm.BASE, Arm.TPE);

    /**
     * What an arm reached.
     *
     * @param mean the mean of its figures
     * @param count how many figures there are
     * @param validShare how much of what it was asked for could be used, from 0 to 1
     */
    @Schema(name = "FineTuneFigures")
    record Figures(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double mean,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int count,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double validShare) {

        static Figures of(List<Result> results, Arm arm) {
            List<Result> own =
                    results.stream().filter(result -> result.arm() == arm).toList();
            double asked = own.stream().mapToInt(Result::asked).sum();
            return new Figures(
                    own.stream().mapToDouble(Result::figure).average().orElse(0),
                    own.size(),
                    asked == 0 ? 0 : own.stream().mapToInt(Result::valid).sum() / asked);
        }
    }

    /** The verdict on all results. */
    static Verdict of(LessonKind kind, MustBeat mustBeat, List<Result> all) {
        List<Result> results = paired(all);
        Figures tuned = Figures.of(results, Arm.TUNED);
        Figures base = Figures.of(results, Arm.BASE);
        Figures tpe = Figures.of(results, Arm.TPE);
        Figures gp = kind == LessonKind.SURROGATE ? Figures.of(results, Arm.GP) : null;
        double sign = kind == LessonKind.SURROGATE ? 1 : -1;
        boolean isReadable = tuned.validShare >= FEWEST_VALID;
        boolean beatsBase = sign * tuned.mean > sign * base.mean;
        boolean holdsItsOwn = mustBeat == MustBeat.BASE || sign * tuned.mean >= sign * tpe.mean;
        String measure = kind == LessonKind.SURROGATE ? "rank-correlation" : "regret";
        String reason;
        if (!isReadable) {
            reason = String.format(Locale.ROOT, "Only %.0f %% of its answers can be used.", 100 * tuned.validShare);
        } else if (!beatsBase) {
            reason = "Its %s of %s is no better than its base's %s.".formatted(measure, of(tuned), of(base));
        } else if (!holdsItsOwn) {
            reason = "Its %s of %s is worse than that of TPE, %s.".formatted(measure, of(tuned), of(tpe));
        } else {
            reason = "Its %s is %s, its base's %s, that of TPE %s.".formatted(measure, of(tuned), of(base), of(tpe));
        }
        return new Verdict(measure, tuned, base, tpe, gp, isReadable && beatsBase && holdsItsOwn, reason);
    }

    private static List<Result> paired(List<Result> results) {
        Map<Place, Set<Arm>> answered = results.stream()
                .collect(Collectors.groupingBy(Place::of, Collectors.mapping(Result::arm, Collectors.toSet())));
        return results.stream()
                .filter(result ->
                        Objects.requireNonNull(answered.get(Place.of(result))).containsAll(RIVALS))
                .toList();
    }

    /** A question, whoever answers it. */
    private record Place(String study, int place) {

        static Place of(Result result) {
            return new Place(result.study(), result.place());
        }
    }

    private static String of(Figures figures) {
        return String.format(Locale.ROOT, "%.3f", figures.mean);
    }
}
