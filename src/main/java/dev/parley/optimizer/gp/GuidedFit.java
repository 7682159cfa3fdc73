package dev.parley.optimizer.gp;

import dev.parley.optimizer.Fit;
import org.jspecify.annotations.Nullable;

/**
 * What a guided engine learned ahead.
 *
 * @param engine the engine's own fit; null if it has none
 * @param guide what similar studies taught
 */
record GuidedFit(@Nullable Fit engine, Guide guide) implements Fit {

    @Override
    public long bytes() {
        return guide.bytes() + (engine == null ? 0 : engine.bytes());
    }
}
