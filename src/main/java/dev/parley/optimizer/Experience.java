package dev.parley.optimizer;

import java.util.List;
import java.util.Objects;

/**
 * What similar studies taught, in terms of the study at hand.
 *
 * @param sources the studies, the most similar first
 */
public record Experience(List<Source> sources) {

    /** Nothing is known from elsewhere. */
    public static final Experience NONE = new Experience(List.of());

    public Experience {
        sources = List.copyOf(sources);
    }

    /**
     * One similar study.
     *
     * @param history its ended trials, their configurations as points of the space at hand; parameters that it does not have are
     *     NaN. Its values are in its own unit: how they differ among themselves counts, and they are compared with no others
     * @param direction which end of its first objective is good
     * @param similarity how similar it is, from 0 to 1
     */
    public record Source(History history, Direction direction, double similarity) {

        public Source {
            Objects.requireNonNull(history);
            Objects.requireNonNull(direction);
            if (!(similarity >= 0 && similarity <= 1)) {
                throw new IllegalArgumentException("similarity must be from 0 to 1: " + similarity);
            }
        }
    }

    /** Whether there is nothing. */
    public boolean isEmpty() {
        return sources.isEmpty();
    }
}
