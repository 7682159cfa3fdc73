package dev.parley.bench;

import dev.parley.optimizer.Mix;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.auto.AutoStrategy;
import dev.parley.optimizer.gp.GpSettings;
import dev.parley.optimizer.gp.GpStrategy;
import dev.parley.optimizer.hybrid.Mixed;
import dev.parley.optimizer.hybrid.Mode;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.optimizer.sobol.SobolStrategy;
import dev.parley.optimizer.tpe.TpeSettings;
import dev.parley.optimizer.tpe.TpeSettings.Clip;
import dev.parley.optimizer.tpe.TpeSettings.Effort;
import dev.parley.optimizer.tpe.TpeSettings.Weighting;
import dev.parley.optimizer.tpe.TpeStrategy;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The strategies that {@code compare.py} knows as {@code parley:NAME}: those of the service, and variations of them. */
final class Variants {

    private static final Map<String, Strategy> BY_NAME = Map.ofEntries(
            Map.entry("random", new RandomStrategy()),
            Map.entry("sobol", new SobolStrategy()),
            Map.entry("tpe", new TpeStrategy()),
            Map.entry("auto", new AutoStrategy(new GpStrategy(new TpeStrategy()), new TpeStrategy())),
            Map.entry("gp", new GpStrategy(new TpeStrategy())),
            Map.entry("gp-straight", gp(false, true, true, true)),
            Map.entry("gp-joint", gp(true, false, true, true)),
            Map.entry("gp-bold", gp(true, true, false, true)),
            Map.entry("gp-no-climbs", gp(true, true, true, false)),
            Map.entry("tpe-optuna", new TpeStrategy(TpeSettings.OPTUNA)),
            Map.entry("tpe-exact", tpe(0.1, Weighting.IMPROVEMENT, Clip.ANNEALED, true, true, Effort.EXACT)),
            Map.entry("tpe-recency", tpe(0.1, Weighting.RECENCY, Clip.ANNEALED, true, true, Effort.EXACT)),
            Map.entry("tpe-magic-clip", tpe(0.1, Weighting.IMPROVEMENT, Clip.MAGIC, true, true, Effort.EXACT)),
            Map.entry("tpe-floor", tpe(0.1, Weighting.IMPROVEMENT, Clip.FLOOR, true, true, Effort.EXACT)),
            Map.entry("tpe-prior-apart", tpe(0.1, Weighting.IMPROVEMENT, Clip.ANNEALED, false, true, Effort.EXACT)),
            Map.entry("tpe-no-atoms", tpe(0.1, Weighting.IMPROVEMENT, Clip.ANNEALED, true, false, Effort.EXACT)),
            Map.entry("tpe-wider-share", tpe(0.15, Weighting.IMPROVEMENT, Clip.ANNEALED, true, true, Effort.EXACT)));

    private static final Map<String, Mix> MIXES = Map.of(
            "gated", new Mixed(Mode.GATED),
            "coin", new Mixed(Mode.COIN),
            "init", new Mixed(Mode.INIT),
            "llm", new Mixed(Mode.ALONE));

    private Variants() {}

    private static Strategy tpe(
            double share, Weighting weighting, Clip clip, boolean priorInGaps, boolean boundAtoms, Effort effort) {
        return new TpeStrategy(new TpeSettings(share, weighting, clip, priorInGaps, boundAtoms, effort));
    }

    private static Strategy gp(boolean bendsLosses, boolean addsAxes, boolean weighsFeasibility, boolean climbs) {
        GpSettings settings = new GpSettings(bendsLosses, addsAxes, weighsFeasibility, climbs);
        return new GpStrategy(settings, new TpeStrategy());
    }

    /** The mix of this name; null where it names a strategy, which no model takes part in. */
    static @Nullable Mix mix(String name) {
        return MIXES.get(name);
    }

    /**
     * The strategy of this name, or the engine of the mix of this name, which is that of {@code auto}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Strategy of(String name) {
        Strategy strategy = BY_NAME.get(MIXES.containsKey(name) ? "auto" : name);
        if (strategy == null) {
            throw new IllegalArgumentException(
                    "no variant %s among %s".formatted(name, new TreeMap<>(BY_NAME).keySet()));
        }
        return strategy;
    }
}
