package dev.parley.optimizer;

import java.util.List;

/**
 * What a language model has to say about the trials to come.
 *
 * @param proposals the configurations that it put forward, in any order
 * @param foretold what it said that configurations will score, in the order in which it did
 */
public record Counsel(List<Proposal> proposals, List<Foretold> foretold) {

    /** Nothing. */
    public static final Counsel NONE = new Counsel(List.of(), List.of());

    public Counsel {
        proposals = List.copyOf(proposals);
        foretold = List.copyOf(foretold);
    }

    /** Proposals alone. */
    public static Counsel of(List<Proposal> proposals) {
        return new Counsel(proposals, List.of());
    }

    /** Whether there is nothing. */
    public boolean isEmpty() {
        return proposals.isEmpty() && foretold.isEmpty();
    }
}
