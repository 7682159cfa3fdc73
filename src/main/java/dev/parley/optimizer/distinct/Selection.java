package dev.parley.optimizer.distinct;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The choice of suggestions that repeat nothing, for one call of an engine.
 *
 * <p>A repeat gives way to the first of a few others that the engine suggests for the same draw with other randomness,
 * and if these are repeats too, to the first configuration that is none on a walk from a random place. What stands at a
 * place of the call depends on the draws up to that place alone.
 */
final class Selection {

    /** How many other suggestions the engine is asked for in place of a repeat. */
    private static final int OTHERS = 4;

    private final SearchSpace space;
    private final History history;
    private final Configuration fixed;
    private final Engine engine;

    /** The standings whose trials are not to be repeated: all if possible, then fewer. */
    private final List<Set<Standing>> rules;

    /** What each rule forbids, as far as it was needed. */
    private final List<Tried> tried = new ArrayList<>();

    private final Set<Configuration> chosen = new HashSet<>();

    /** An engine that knows all but the draws. */
    interface Engine {
        List<Suggestion> suggest(List<Draw> draws);
    }

    Selection(SearchSpace space, History history, Configuration fixed, Engine engine) {
        this.space = space;
        this.history = history;
        this.fixed = fixed;
        this.engine = engine;
        this.rules = rules();
    }

    private List<Set<Standing>> rules() {
        Set<Standing> pending = EnumSet.of(Standing.PENDING);
        if (!Walk.isFinite(space, fixed)) {
            return List.of(pending);
        }
        Set<Standing> all = EnumSet.allOf(Standing.class);
        return history.count(Standing.IGNORED) == 0
                ? List.of(all, pending)
                : List.of(all, EnumSet.complementOf(EnumSet.of(Standing.IGNORED)), pending);
    }

    List<Suggestion> of(List<Draw> draws) {
        List<Suggestion> suggestions = engine.suggest(draws);
        if (areAllFree(suggestions)) {
            return suggestions;
        }
        List<Suggestion> selection = new ArrayList<>(draws.size());
        for (Suggestion suggestion : suggestions) {
            Suggestion distinct = distinct(suggestion, draws.get(selection.size()));
            chosen.add(distinct.configuration());
            selection.add(distinct);
        }
        return selection;
    }

    /** Whether there is nothing to do: the common case. */
    private boolean areAllFree(List<Suggestion> suggestions) {
        Fingerprints fingerprints = new Fingerprints();
        return suggestions.stream()
                        .allMatch(suggestion ->
                                fingerprints.add(suggestion.configuration().fingerprint()))
                && !tried(0).containsAnyOf(fingerprints);
    }

    /** The suggestion, or what takes its place; the suggestion itself where nothing else is possible. */
    private Suggestion distinct(Suggestion suggestion, Draw draw) {
        for (int rule = 0; rule < rules.size(); rule++) {
            Tried forbidden = tried(rule);
            if (isFree(suggestion, forbidden)) {
                return suggestion;
            }
            RandomGenerator random = draw.random();
            Optional<Suggestion> last = onAWalk(forbidden, random);
            if (last.isPresent()) {
                return others(draw, random)
                        .filter(other -> isFree(other, forbidden))
                        .findFirst()
                        .orElse(last.get());
            }
        }
        return suggestion;
    }

    private Tried tried(int rule) {
        if (rule == tried.size()) {
            tried.add(new Tried(history, fixed, rules.get(rule)));
        }
        return tried.get(rule);
    }

    private boolean isFree(Suggestion suggestion, Tried forbidden) {
        return !chosen.contains(suggestion.configuration()) && !forbidden.contains(suggestion.configuration());
    }

    /** Each step leads to another configuration, so that after one more than are forbidden there is no free one. */
    private Optional<Suggestion> onAWalk(Tried forbidden, RandomGenerator random) {
        Walk walk = new Walk(space, fixed, random);
        return Stream.iterate(walk.start(), walk::next)
                .limit(1L + forbidden.size() + chosen.size())
                .map(configuration -> new Suggestion(configuration, Origin.RANDOM))
                .filter(suggestion -> isFree(suggestion, forbidden))
                .findFirst();
    }

    private Stream<Suggestion> others(Draw draw, RandomGenerator random) {
        return engine
                .suggest(Stream.generate(() -> new Draw(random.nextLong(), draw.number()))
                        .limit(OTHERS)
                        .toList())
                .stream();
    }
}
