package dev.parley.suggestion;

import dev.parley.optimizer.Mixing;
import dev.parley.optimizer.Suggestion;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an ask computed outside the writing transaction, which may refuse it.
 *
 * @param studyId the study it is for
 * @param spaceVersion the version of the study's space at that time
 * @param suggestions a suggestion for each draw; empty where no new trial could be handed out
 * @param firstDraw the first suggestion's draw; the others follow it
 * @param next the number that the next trial would have got at that time
 * @param historyRevision the revision of the history they were computed from
 * @param fitRevision the revision of the history that the fit they were computed with is of; null if there was none
 */
record Computation(
        long studyId,
        int spaceVersion,
        List<Suggestion> suggestions,
        long firstDraw,
        int next,
        long historyRevision,
        @Nullable Long fitRevision) {

    Computation {
        suggestions = List.copyOf(suggestions);
    }

    /** The numbers of the proposals that are among the suggestions. */
    List<Long> proposals() {
        return proposals(suggestions);
    }

    /** The numbers of the proposals that are among some suggestions. */
    static List<Long> proposals(List<Suggestion> suggestions) {
        return suggestions.stream()
                .map(Suggestion::mixing)
                .filter(mixing -> mixing != null && mixing.proposal() != Mixing.NO_PROPOSAL)
                .map(mixing -> Objects.requireNonNull(mixing).proposal())
                .toList();
    }
}
