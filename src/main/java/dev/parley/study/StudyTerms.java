package dev.parley.study;

import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be optimized and how.
 *
 * @param space where to search
 * @param objectives what to optimize, at least one
 * @param strategy what chooses configurations
 * @param edition which edition of that strategy, from 1
 * @param seed what the strategy's randomness comes from
 * @param repeats whether it may suggest a configuration again
 * @param retests whether the best configurations are tried again in the end
 * @param transfer what it may learn from earlier studies, nothing left out
 * @param pruner what stops trials early, nothing left out; null where nothing does
 * @param model how it uses a language model; null where its strategy takes none
 */
public record StudyTerms(
        SearchSpace space,
        List<Objective> objectives,
        StrategyType strategy,
        int edition,
        long seed,
        Repeats repeats,
        Retests retests,
        TransferDefinition transfer,
        @Nullable PrunerDefinition pruner,
        @Nullable ModelTerms model) {

    public StudyTerms {
        objectives = List.copyOf(objectives);
    }

    /** The same terms with another space. */
    StudyTerms with(SearchSpace other) {
        return new StudyTerms(other, objectives, strategy, edition, seed, repeats, retests, transfer, pruner, model);
    }
}
