package dev.parley.suggestion;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Defaults;
import dev.parley.study.StudyTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Computes suggestions: the space's defaults where they are still to be tried, then what the study's engine suggests. */
@Component
class Suggesting {

    private final StrategyConfiguration.Engines engines;

    Suggesting(StrategyConfiguration.Engines engines) {
        this.engines = engines;
    }

    /**
     * The suggestions of one ask, one for each of the draws from {@code firstDraw} on. The defaults take a draw too and
     * leave it unused, so that the others are drawn as they would be without them; they are pending to the others.
     *
     * @param fit what the engine learned ahead; null if nothing yet
     * @param defaultsDue whether the space's defaults are still to be tried
     * @param fixed what every suggestion must match; defaults that do not are left for another ask
     * @param count how many, at least 1
     */
    List<Suggestion> suggest(
            StudyTerms terms,
            History history,
            @Nullable Fit fit,
            boolean defaultsDue,
            Configuration fixed,
            long firstDraw,
            int count) {
        List<Suggestion> suggestions = new ArrayList<>(count);
        Optional<Configuration> defaults = defaultsDue
                ? Defaults.of(terms.space()).filter(configuration -> configuration.matches(fixed))
                : Optional.empty();
        defaults.ifPresent(configuration -> suggestions.add(new Suggestion(configuration, Origin.DEFAULT)));
        if (suggestions.size() < count) {
            History known = history.withPending(suggestions);
            List<Draw> draws = LongStream.range(firstDraw + suggestions.size(), firstDraw + count)
                    .mapToObj(draw -> new Draw(terms.seed(), draw))
                    .toList();
            suggestions.addAll(engines.of(terms).suggest(terms.space(), terms.objectives(), known, fit, fixed, draws));
        }
        return suggestions;
    }
}
