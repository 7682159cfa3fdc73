package dev.parley.suggestion;

import dev.parley.optimizer.Suggestion;
import java.util.List;

/**
 * What an ask computed outside the writing transaction, which may refuse it.
 *
 * @param studyId the study it is for
 * @param spaceVersion the version of the study's space at that time
 * @param suggestions a suggestion for each draw; empty where no new trial could be handed out
 * @param firstDraw the first suggestion's draw; the others follow it
 * @param historyRevision the revision of the history they were computed from
 */
record Computation(long studyId, int spaceVersion, List<Suggestion> suggestions, long firstDraw, long historyRevision) {

    Computation {
        suggestions = List.copyOf(suggestions);
    }
}
