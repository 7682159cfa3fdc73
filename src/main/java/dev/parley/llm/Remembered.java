package dev.parley.llm;

import dev.parley.llm.model.Question.Spoken;
import dev.parley.llm.prompt.Ranges;
import dev.parley.optimizer.space.Configuration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a study's exchanges tell of its model.
 *
 * @param repeated what it proposed in its last answer although it was there already
 * @param ranges where it is looking, if it works in a loop
 * @param spoken the conversation so far, the earliest first; empty where it has none
 * @param ended how many trials had ended when it was last told of them in the conversation; null where there is none
 */
record Remembered(
        List<Configuration> repeated,
        Ranges ranges,
        List<Spoken> spoken,
        @Nullable Integer ended) {}
