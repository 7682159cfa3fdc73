package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Mix;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomSpaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A mix as a strategy: with proposals that a study can bring about, the ugly ones among them, and turns of the model in the
 * history, all of them following from the history's size.
 *
 * @param mix the mix
 * @param engine its engine
 */
record MixedStrategy(Mix mix, Strategy engine) implements Strategy {

    private static final Turn[] TURNS = Turn.values();

    @Override
    public @Nullable Fit fit(SearchSpace space, List<Objective> objectives, History history) {
        return engine.fit(space, objectives, history);
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
        return suggest(space, objectives, history, null, fixed, draws);
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            Configuration fixed,
            List<Draw> draws) {
        Counsel counsel = new Counsel(proposals(space, history, fixed), foretold(space, history, fixed));
        return mix.suggest(engine, space, objectives, withTurns(history), fit, counsel, fixed, draws);
    }

    /** Random points, points with what is fixed, repeats of trials, points of no or of another space, and stale ones. */
    static List<Proposal> proposals(SearchSpace space, History history, Configuration fixed) {
        Random random = new Random(history.size());
        List<Proposal> proposals = new ArrayList<>();
        for (int rank = 0; rank < 12; rank++) {
            Configuration configuration = switch (rank % 6) {
                case 0, 1 -> with(fixed, space, RandomSpaces.point(space, random));
                case 2 ->
                    history.size() == 0
                            ? RandomSpaces.point(space, random)
                            : history.configuration(random.nextInt(history.size()));
                case 3 ->
                    new Configuration(random.doubles(space.size(), -1e9, 1e9).toArray());
                case 4 -> new Configuration(new double[random.nextInt(3)]);
                default -> RandomSpaces.point(space, random);
            };
            proposals.add(new Proposal(rank, configuration, rank, history.ended() - 2 * rank));
        }
        return proposals;
    }

    /** What a model that knows the future says of all trials, and of candidates of which some cannot be used. */
    static List<Foretold> foretold(SearchSpace space, History history, Configuration fixed) {
        List<Foretold> foretold = new ArrayList<>();
        for (int number = 0; number < history.size(); number++) {
            if (history.standing(number) == Standing.COMPLETE) {
                Configuration configuration = history.configuration(number);
                foretold.add(new Foretold(configuration, history.value(number, 0), -1, history.ended(), null));
            }
        }
        double[] means = {-1e300, 1e300, 0, 1, -1};
        for (Proposal proposal : proposals(space, history, fixed)) {
            double mean = means[proposal.rank() % means.length];
            foretold.add(new Foretold(proposal.configuration(), mean, 0, proposal.madeAt(), Origin.GP));
        }
        return foretold;
    }

    private static Configuration with(Configuration fixed, SearchSpace space, Configuration point) {
        double[] coordinates = point.toArray();
        for (int i = 0; i < coordinates.length; i++) {
            if (fixed.isActive(i)) {
                coordinates[i] = fixed.coordinate(i);
            } else if (Double.isNaN(coordinates[i])) {
                coordinates[i] = space.parameter(i).quantile(0.5);
            }
        }
        return space.prune(coordinates);
    }

    /** The history with a turn in each trial that has ended or is pending. */
    static History withTurns(History history) {
        return history.with(IntStream.range(0, history.size())
                .filter(number -> !Double.isNaN(history.coordinate(number, 0)))
                .mapToObj(number -> Stories.copy(history, number).withTurn(TURNS[number * 7 % 11 % TURNS.length]))
                .toList());
    }
}
