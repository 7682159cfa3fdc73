package dev.parley.study;

import org.jspecify.annotations.Nullable;

/**
 * How a study uses a language model.
 *
 * @param mode how its proposals are mixed with the engine's suggestions; null where the model is alone
 * @param name the model's name in the configuration; null for the default one
 * @param budget what the study may use of it
 * @param firstWaitMs how long the study's first ask waits for the first proposals, in milliseconds
 * @param memory what the model is told of its earlier answers; null where it does not work in a loop
 * @param rerank how a model's predictions may choose among the engine's best candidates; null if they may not
 * @param replay the name of the study whose recorded proposals take the model's place; null to ask a model
 */
public record ModelTerms(
        @Nullable MixingMode mode,
        @Nullable String name,
        ModelBudget budget,
        int firstWaitMs,
        @Nullable ModelMemory memory,
        @Nullable RerankDefinition rerank,
        @Nullable String replay) {

    /** Whether the model works as in SLLMBO (arXiv 2410.20302): one configuration after another, with ranges that move. */
    public boolean isLoop() {
        return memory != null;
    }

    static boolean isLoop(StrategyType type, @Nullable MixingMode mode) {
        return type == StrategyType.LLM || (type == StrategyType.LLM_TPE && mode == MixingMode.COIN);
    }
}
