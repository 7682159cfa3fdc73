package dev.parley.optimizer.gp;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Experience;
import dev.parley.optimizer.Experience.Source;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomHistories;
import dev.parley.testing.StrategyContract;
import java.util.List;
import org.jspecify.annotations.Nullable;

class GuidedStrategyContractTests extends StrategyContract {

    /** A strategy guided by two studies as ugly as the histories are. */
    @Override
    protected Strategy strategy() {
        return new Strategy() {
            private Strategy in(SearchSpace space) {
                History one = RandomHistories.history(space, 1, 30, space.size());
                History other = RandomHistories.history(space, 1, 30, 7L + space.size());
                Experience experience = new Experience(
                        List.of(new Source(one, Direction.MINIMIZE, 1), new Source(other, Direction.MAXIMIZE, 0.3)));
                return new GuidedStrategy(new RandomStrategy(), space, experience);
            }

            @Override
            public @Nullable Fit fit(SearchSpace space, List<Objective> objectives, History history) {
                return in(space).fit(space, objectives, history);
            }

            @Override
            public List<Suggestion> suggest(
                    SearchSpace space,
                    List<Objective> objectives,
                    History history,
                    Configuration fixed,
                    List<Draw> draws) {
                return in(space).suggest(space, objectives, history, fixed, draws);
            }

            @Override
            public List<Suggestion> suggest(
                    SearchSpace space,
                    List<Objective> objectives,
                    History history,
                    @Nullable Fit fit,
                    Configuration fixed,
                    List<Draw> draws) {
                return in(space).suggest(space, objectives, history, fit, fixed, draws);
            }
        };
    }

    @Override
    protected int spaces() {
        return 60;
    }
}
