package dev.parley.suggestion;

import dev.parley.optimizer.Mix;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Surrogate;
import dev.parley.optimizer.auto.AutoStrategy;
import dev.parley.optimizer.distinct.DistinctStrategy;
import dev.parley.optimizer.gp.GpStrategy;
import dev.parley.optimizer.gp.GpSurrogate;
import dev.parley.optimizer.hybrid.Mixed;
import dev.parley.optimizer.hybrid.Mode;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.optimizer.sobol.SobolStrategy;
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

        /** The engine of a study, kept from repeating itself where the study wants that. */
        default Strategy of(StudyTerms terms) {
            Strategy engine = of(terms.strategy(), terms.edition());
            return switch (terms.repeats()) {
                case AVOID -> new DistinctStrategy(engine);
                case ALLOW -> engine;
            };
        }
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
