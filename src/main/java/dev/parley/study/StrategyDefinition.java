package dev.parley.study;

import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.problem.FieldFault;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a study's configurations are chosen.
 *
 * @param type the strategy; llm-tpe if null, which is auto where no model is configured
 * @param seed what all randomness of the study comes from; chosen by the service if null
 * @param repeats whether configurations may be suggested again while others are possible; avoid if null
 * @param retests whether the last tenth of the trials that limits.trials allows try the best configurations again, for
 *     noisy objectives; none if null
 * @param edition which edition of the strategy, 1 to 2; the newest if null. A study keeps the edition it began with: 1 is
 *     that of studies created before there were editions, whose tpe has Optuna's settings
 * @param mode how llm-tpe mixes the model's proposals with the engine's suggestions; gated if null
 * @param model the language model's name; the service's default model if null
 * @param budget what the study may use of the model; unlimited if null
 * @param waitMs how long the study's first ask may wait for the model's first proposals, in milliseconds; 5,000 if null, and
 *     0 not to wait
 * @param memory what the model is told of its earlier answers in llm and in the mode coin; summary if null
 * @param rerank how a model's predictions may choose among the engine's best candidates in the mode gated, for calls of their
 *     own; not at all if null
 * @param replay the name of a study of the same project whose recorded proposals take the model's place: what is left out here
 *     is as there; null to ask a model
 */
@Schema(name = "Strategy")
public record StrategyDefinition(
        @Nullable StrategyType type,

        @Min(-9007199254740991L) @Max(9007199254740991L) @Nullable
        Long seed,

        @Nullable Repeats repeats,
        @Nullable Retests retests,
        @Min(1) @Max(NEWEST_EDITION) @Nullable Integer edition,
        @Nullable MixingMode mode,
        @Size(min = 1, max = 100) @Nullable String model,
        @Valid @Nullable ModelBudget budget,
        @Min(0) @Max(MOST_WAIT_MS) @Nullable Integer waitMs,
        @Nullable ModelMemory memory,
        @Valid @Nullable RerankDefinition rerank,

        @Pattern(regexp = StudyName.PATTERN) @Nullable String replay) {

    static final int NEWEST_EDITION = 2;
    static final int MOST_WAIT_MS = 60_000;
    private static final int USUAL_WAIT_MS = 5_000;

    static final StrategyDefinition UNSET =
            new StrategyDefinition(null, null, null, null, null, null, null, null, null, null, null, null);

    /** The strategy of studies whose definition names none. */
    static final StrategyType USUAL = StrategyType.LLM_TPE;

    StrategyDefinition withDefaults(RandomGenerator random) {
        StrategyType chosen = type == null ? USUAL : type;
        boolean takesModel = chosen.takesModel();
        MixingMode mixing = chosen == StrategyType.LLM_TPE && mode == null ? MixingMode.GATED : mode;
        return new StrategyDefinition(
                chosen,
                seed == null ? (Long) random.nextLong(1L << 31) : seed,
                repeats == null ? Repeats.AVOID : repeats,
                retests == null ? Retests.NONE : retests,
                edition == null ? (Integer) NEWEST_EDITION : edition,
                mixing,
                model,
                takesModel && budget == null ? ModelBudget.NONE : budget,
                takesModel && waitMs == null ? (Integer) USUAL_WAIT_MS : waitMs,
                memory == null && ModelTerms.isLoop(chosen, mixing) ? ModelMemory.SUMMARY : memory,
                rerank,
                replay);
    }

    /**
     * The definition that a stored one means. What it says nothing of is younger than it is: without a word on repeats it
     * allows them, and without an edition it has the first.
     */
    StrategyDefinition inForce() {
        return new StrategyDefinition(
                type,
                seed,
                repeats == null ? Repeats.ALLOW : repeats,
                retests == null ? Retests.NONE : retests,
                edition == null ? (Integer) 1 : edition,
                mode,
                model,
                budget,
                waitMs,
                memory == null && type != null && ModelTerms.isLoop(type, mode) ? ModelMemory.SUMMARY : memory,
                rerank,
                replay);
    }

    /** The same, with what it leaves out as in the study that it replays. */
    StrategyDefinition asRecorded(StrategyDefinition recorded) {
        StrategyType chosen = type == null ? Objects.requireNonNull(recorded.type) : type;
        MixingMode mixing = mode == null && chosen == recorded.type ? recorded.mode : mode;
        return new StrategyDefinition(
                chosen,
                seed == null ? recorded.seed : seed,
                repeats == null ? recorded.repeats : repeats,
                retests == null ? recorded.retests : retests,
                edition == null ? recorded.edition : edition,
                mixing,
                null,
                null,
                null,
                memory == null && ModelTerms.isLoop(chosen, mixing) ? recorded.memory : memory,
                null,
                replay);
    }

    /** The terms of a study with this strategy, of which nothing is left out. */
    StudyTerms terms(
            SearchSpace space,
            List<Objective> objectives,
            TransferDefinition transfer,
            @Nullable PrunerDefinition pruner) {
        StrategyType chosen = Objects.requireNonNull(type);
        return new StudyTerms(
                space,
                objectives,
                chosen,
                Objects.requireNonNull(edition),
                Objects.requireNonNull(seed),
                Objects.requireNonNull(repeats),
                Objects.requireNonNull(retests),
                transfer,
                pruner,
                chosen.takesModel()
                        ? new ModelTerms(
                                mode,
                                model,
                                Objects.requireNonNull(budget),
                                Objects.requireNonNull(waitMs),
                                memory,
                                rerank,
                                replay)
                        : null);
    }

    /** The definition of a study's strategy, nothing left out but what it has not. */
    static StrategyDefinition of(StudyTerms terms) {
        ModelTerms model = terms.model();
        return new StrategyDefinition(
                terms.strategy(),
                terms.seed(),
                terms.repeats(),
                terms.retests(),
                terms.edition(),
                model == null ? null : model.mode(),
                model == null ? null : model.name(),
                model == null || model.budget().equals(ModelBudget.NONE) ? null : model.budget(),
                model == null || model.replay() != null ? null : (Integer) model.firstWaitMs(),
                model == null ? null : model.memory(),
                model == null ? null : model.rerank(),
                model == null ? null : model.replay());
    }

    /** The same for another study: with a seed of its own, in the newest edition, and without a recording. */
    StrategyDefinition afresh() {
        return new StrategyDefinition(
                type, null, repeats, retests, null, mode, model, budget, waitMs, memory, rerank, null);
    }

    /** Whether every field given here equals the other's. */
    boolean agreesWith(StrategyDefinition stored) {
        return (type == null || type == stored.type)
                && (seed == null || seed.equals(stored.seed))
                && (repeats == null || repeats == stored.repeats)
                && (retests == null || retests == stored.retests)
                && (edition == null || edition.equals(stored.edition))
                && (mode == null || mode == stored.mode)
                && (model == null || model.equals(stored.model))
                && (budget == null || budget.equals(stored.budget))
                && (waitMs == null || waitMs.equals(stored.waitMs))
                && (memory == null || memory == stored.memory)
                && (rerank == null || rerank.equals(stored.rerank))
                && (replay == null || replay.equals(stored.replay));
    }

    /** Adds what makes no sense together, with pointers from the strategy on. */
    void addFaults(List<FieldFault> faults) {
        StrategyType chosen = type == null ? USUAL : type;
        if (mode != null && chosen != StrategyType.LLM_TPE) {
            faults.add(new FieldFault("/strategy/mode", "must be left out: only llm-tpe has modes, not " + chosen));
        }
        boolean isKnown = replay == null || type != null;
        if (memory != null && isKnown && chosen.takesModel() && !ModelTerms.isLoop(chosen, mode)) {
            faults.add(
                    new FieldFault("/strategy/memory", "must be left out: only llm and llm-tpe's mode coin have one"));
        }
        if (rerank != null && isKnown && chosen.takesModel() && !mayRerank(chosen)) {
            faults.add(new FieldFault("/strategy/rerank", "must be left out: only llm-tpe's mode gated re-ranks"));
        }
        if (!chosen.takesModel()) {
            addIfGiven(rerank, "rerank", chosen + " has no model", faults);
            addModelFaults(chosen + " has no model", faults);
            addIfGiven(memory, "memory", chosen + " has no model", faults);
            addIfGiven(replay, "replay", chosen + " has no model", faults);
        } else if (replay != null) {
            addModelFaults("a replay asks no model", faults);
            addIfGiven(rerank, "rerank", "a replay asks no model", faults);
        }
    }

    private boolean mayRerank(StrategyType chosen) {
        return chosen == StrategyType.LLM_TPE && (mode == null || mode == MixingMode.GATED);
    }

    private void addModelFaults(String reason, List<FieldFault> faults) {
        addIfGiven(model, "model", reason, faults);
        addIfGiven(budget, "budget", reason, faults);
        addIfGiven(waitMs, "waitMs", reason, faults);
    }

    private static void addIfGiven(@Nullable Object value, String field, String reason, List<FieldFault> faults) {
        if (value != null) {
            faults.add(new FieldFault("/strategy/" + field, "must be left out: " + reason));
        }
    }
}
