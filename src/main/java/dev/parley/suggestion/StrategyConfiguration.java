package dev.parley.suggestion;

import dev.parley.optimizer.Experience;
import dev.parley.optimizer.Mix;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Surrogate;
import dev.parley.optimizer.auto.AutoStrategy;
import dev.parley.optimizer.distinct.DistinctStrategy;
import dev.parley.optimizer.gp.GpStrategy;
import dev.parley.optimizer.gp.GpSurrogate;
import dev.parley.optimizer.gp.GuidedStrategy;
import dev.parley.optimizer.hybrid.Mixed;
import dev.parley.optimizer.hybrid.Mode;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.optimizer.sobol.SobolStrategy;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.optimizer.tpe.TpeSettings;
import dev.parley.optimizer.tpe.TpeStrategy;
import dev.parley.study.Repeats;
import dev.parley.study.StrategyType;
import dev.parley.study.StudyTerms;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Names the engine behind each strategy that a study may have. */
@Configuration(proxyBeanMethods = false)
class StrategyConfiguration {

    /** Gives the engine of a strategy. */
    @FunctionalInterface
    interface Engines {
        Strategy of(StrategyType type, int edition);

        /** A strategy that is kept from repeating itself where a study wants that. */
        default Strategy repeating(Repeats repeats, Strategy strategy) {
            return switch (repeats) {
                case AVOID -> new DistinctStrategy(strategy);
                case ALLOW -> strategy;
            };
        }
    }

    /** Gives an engine that what similar studies taught guides at first. */
    @FunctionalInterface
    interface Guides {
        Strategy of(Strategy engine, SearchSpace space, Experience experience);
    }

    /** Gives the way in which a study mixes a language model's proposals with its engine's suggestions. */
    @FunctionalInterface
    interface Mixes {
        Mix of(StudyTerms terms);
    }

    @Bean
    Mixes mixes() {
        Mix gated = new Mixed(Mode.GATED);
        Mix init = new Mixed(Mode.INIT);
        return terms -> {
            boolean mayRepeat = terms.repeats() == Repeats.ALLOW;
            return switch (Objects.requireNonNull(terms.model()).mode()) {
                case GATED -> gated;
                case COIN -> new Mixed(Mode.COIN, mayRepeat);
                case INIT -> init;
                case null -> new Mixed(Mode.ALONE, mayRepeat);
            };
        };
    }

    @Bean
    Guides guides() {
        return GuidedStrategy::new;
    }

    @Bean
    Surrogate surrogate() {
        return new GpSurrogate();
    }

    @Bean
    Engines engines() {
        Strategy random = new RandomStrategy();
        Strategy sobol = new SobolStrategy();
        Strategy tpe = new TpeStrategy();
        Strategy firstTpe = new TpeStrategy(TpeSettings.OPTUNA);
        Strategy gp = new GpStrategy(tpe);
        Strategy auto = new AutoStrategy(gp, tpe);
        return (type, edition) -> switch (type) {
            case RANDOM -> random;
            case SOBOL -> sobol;
            case TPE -> edition == 1 ? firstTpe : tpe;
            case GP -> gp;
            case AUTO, LLM, LLM_TPE -> auto;
        };
    }
}
