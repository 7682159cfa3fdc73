package dev.parley.suggestion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.optimizer.Experience;
import dev.parley.optimizer.Strategy;
import dev.parley.study.Incarnation;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.transfer.Sources;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** What chooses each study's configurations, besides a language model. */
@Component
class StudyStrategies {

    private record Key(Incarnation incarnation, long studyId, int spaceVersion) {}

    private final StrategyConfiguration.Engines engines;
    private final StrategyConfiguration.Guides guides;
    private final Sources sources;
    private final Transactions transactions;

    /** Strategies that similar studies guide, which learn once of them. */
    private final Cache<Key, Guided> guided;

    StudyStrategies(
            StrategyConfiguration.Engines engines,
            StrategyConfiguration.Guides guides,
            Sources sources,
            Transactions transactions,
            @Value("${parley.transfer.max-size:64MB}") DataSize maxSize) {
        this.engines = engines;
        this.guides = guides;
        this.sources = sources;
        this.transactions = transactions;
        this.guided = Caffeine.newBuilder()
                .maximumWeight(maxSize.toKilobytes())
                .weigher((Key key, Guided strategy) -> strategy.kibibytes)
                .build();
    }

    /** A strategy that similar studies guide, and about what it takes of memory. */
    private record Guided(Strategy strategy, int kibibytes) {

        static Guided of(Strategy strategy, Experience experience) {
            long bytes = 0;
            for (Experience.Source source : experience.sources()) {
                long trials = source.history().size();
                bytes += 4 * trials * trials + 24 * trials * source.history().parameters();
            }
            return new Guided(strategy, 1 + (int) (bytes / 1024));
        }
    }

    /** The engine of a study, guided by similar ones and kept from repeating itself where the study wants that. */
    Strategy of(StudyView view) {
        StudyTerms terms = view.terms();
        Strategy strategy = terms.transfer().sources().isNone() ? engine(terms) : guided(view);
        return engines.repeating(terms.repeats(), strategy);
    }

    private Strategy engine(StudyTerms terms) {
        return engines.of(terms.strategy(), terms.edition());
    }

    private Strategy guided(StudyView view) {
        Key key = new Key(view.incarnation(), view.study().id(), view.study().spaceVersion());
        return guided.get(key, absent -> {
                    Experience experience = transactions.read(() -> sources.experience(view));
                    Strategy engine = engine(view.terms());
                    return Guided.of(guides.of(engine, view.terms().space(), experience), experience);
                })
                .strategy;
    }
}
