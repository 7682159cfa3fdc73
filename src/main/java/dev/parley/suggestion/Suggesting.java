package dev.parley.suggestion;

import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Surrogate;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Defaults;
import dev.parley.study.StudyTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Computes suggestions: the space's defaults where they are still to be tried, then what the study's engine suggests, and in
 * the end what is to be tried again.
 */
@Component
class Suggesting {

    private final StrategyConfiguration.Mixes mixes;
    private final Surrogate surrogate;

    Suggesting(StrategyConfiguration.Mixes mixes, Surrogate surrogate) {
        this.mixes = mixes;
        this.surrogate = surrogate;
    }

    /**
     * What the study's models learned ahead.
     *
     * @param engine the engine's fit; null if there is none yet
     * @param surrogate the fit of what chooses configurations to try again; null if nothing can be
     * @param retests how many suggestions, the last ones, are to try a configuration again
     * @param counsel what a language model has to say; nothing where there is none
     */
    record Prepared(@Nullable Fit engine, @Nullable Fit surrogate, int retests, Counsel counsel) {}

    /**
     * The suggestions of one ask, one for each of the draws from {@code firstDraw} on. The defaults take a draw too and
     * leave it unused, so that the others are drawn as they would be without them; they are pending to the others.
     *
     * @param engine what chooses where no model does
     * @param defaultsDue whether the space's defaults are still to be tried
     * @param fixed what every suggestion must match; defaults that do not are left for another ask
     * @param count how many, at least 1
     */
    List<Suggestion> suggest(
            StudyTerms terms,
            Strategy engine,
            History history,
            Prepared prepared,
            boolean defaultsDue,
            Configuration fixed,
            long firstDraw,
            int count) {
        List<Suggestion> suggestions = new ArrayList<>(count);
        Optional<Configuration> defaults = defaultsDue
                ? Defaults.of(terms.space()).filter(configuration -> configuration.matches(fixed))
                : Optional.empty();
        defaults.ifPresent(configuration -> suggestions.add(new Suggestion(configuration, Origin.DEFAULT)));
        int retests = prepared.surrogate == null ? 0 : Math.min(prepared.retests, count - suggestions.size());
        List<Draw> draws = LongStream.range(firstDraw + suggestions.size(), firstDraw + count)
                .mapToObj(draw -> new Draw(terms.seed(), draw))
                .toList();
        int first = draws.size() - retests;
        suggestions.addAll(byEngine(terms, engine, history, prepared, suggestions, fixed, draws.subList(0, first)));
        suggestions.addAll(
                again(terms, engine, history, prepared, suggestions, fixed, draws.subList(first, draws.size())));
        return suggestions;
    }

    private List<Suggestion> byEngine(
            StudyTerms terms,
            Strategy engine,
            History history,
            Prepared prepared,
            List<Suggestion> before,
            Configuration fixed,
            List<Draw> draws) {
        if (draws.isEmpty()) {
            return List.of();
        }
        History known = history.withPending(before);
        return terms.model() == null || prepared.counsel.isEmpty()
                ? engine.suggest(terms.space(), terms.objectives(), known, prepared.engine, fixed, draws)
                : mixes.of(terms)
                        .suggest(
                                engine,
                                terms.space(),
                                terms.objectives(),
                                known,
                                prepared.engine,
                                prepared.counsel,
                                fixed,
                                draws);
    }

    /** Configurations to try again; the engine's where nothing that matches was tried. */
    private List<Suggestion> again(
            StudyTerms terms,
            Strategy engine,
            History history,
            Prepared prepared,
            List<Suggestion> before,
            Configuration fixed,
            List<Draw> draws) {
        if (draws.isEmpty() || prepared.surrogate == null) {
            return List.of();
        }
        List<Suggestion> retests = surrogate.retests(
                terms.space(), terms.objectives(), history.withPending(before), prepared.surrogate, fixed, draws);
        return retests.isEmpty() ? byEngine(terms, engine, history, prepared, before, fixed, draws) : retests;
    }
}
