package dev.parley.study;

import org.jspecify.annotations.Nullable;

/**
 * How a study uses a language model.
 *
 * @param mode how its proposals are mixed with the engine's suggestions; null where the model is alone
 * @param name the model's name in the configuration; null for the default one
 * @param budget what the study may use of it
 * @param firstWaitMs how long the study's first ask waits for the first proposals, in milliseconds
 */
public record ModelTerms(
        @Nullable MixingMode mode, @Nullable String name, ModelBudget budget, int firstWaitMs) {}
