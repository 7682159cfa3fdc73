package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of which a language model said what it will score, before it was known.
 *
 * @param configuration a whole point of the space
 * @param mean what the model expects of it, in the first objective's units; finite
 * @param revision what the model knew: all that had ended up to it, by {@link Observation#ended}
 * @param madeAt how many trials had ended then
 * @param origin where the configuration came from, if it is one of the engine's best candidates for trials to come; null where
 *     it is that of a trial
 */
public record Foretold(
        Configuration configuration,
        double mean,
        long revision,
        int madeAt,
        @Nullable Origin origin) {

    /** What was said before so many trials had ended does not count: those were no engine's choice. */
    public static final int FEWEST_ENDED = 10;

    /** Of all that was said the latest so many count. */
    public static final int MOST = 300;

    /** After so many ended trials a study knows more than a model can say. */
    public static final int MOST_ENDED = 200;

    public Foretold {
        Objects.requireNonNull(configuration);
        if (!Double.isFinite(mean)) {
            throw new IllegalArgumentException("a prediction must be finite: " + mean);
        }
    }

    /** Whether it may be tried yet. */
    public boolean isCandidate() {
        return origin != null;
    }
}
