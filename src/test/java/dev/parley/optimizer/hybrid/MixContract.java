package dev.parley.optimizer.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Mixing;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.distinct.DistinctStrategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.optimizer.tpe.TpeStrategy;
import dev.parley.testing.RandomHistories;
import dev.parley.testing.RandomSpaces;
import dev.parley.testing.StrategyContract;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the mix of every mode must keep to: all that a strategy must, with proposals at hand, and more. */
abstract class MixContract extends StrategyContract {

    private static final List<Objective> OBJECTIVES = List.of(new Objective("value", Direction.MAXIMIZE));
    private static final int SPACES = 600;

    private final Strategy engine = new DistinctStrategy(new TpeStrategy());

    /** The mode that the contract is for. */
    abstract Mode mode();

    @Override
    protected Strategy strategy() {
        return new MixedStrategy(new Mixed(mode()), engine);
    }

    @Override
    protected int spaces() {
        return SPACES;
    }

    private static List<Draw> draws(History history, int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> new Draw(3, history.size() + i))
                .toList();
    }

    private List<Suggestion> suggest(SearchSpace space, History history, List<Proposal> proposals, int count) {
        Configuration none = Configuration.none(space);
        return new Mixed(mode())
                .suggest(engine, space, OBJECTIVES, history, null, Counsel.of(proposals), none, draws(history, count));
    }

    @Test
    void isExactlyTheEngineWithoutUsableProposals() {
        for (long seed = 0; seed < SPACES; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            History history = MixedStrategy.withTurns(RandomHistories.history(space, 1, 40, seed));
            Configuration none = Configuration.none(space);
            List<Proposal> stale = MixedStrategy.proposals(space, history, none).stream()
                    .map(proposal -> new Proposal(
                            proposal.id(), proposal.configuration(), proposal.rank(), history.ended() - 11))
                    .toList();
            List<Suggestion> engines = engine.suggest(space, OBJECTIVES, history, none, draws(history, 3));
            assertThat(suggest(space, history, List.of(), 3))
                    .as("seed %d", seed)
                    .isEqualTo(engines);
            assertThat(suggest(space, history, stale, 3)).as("seed %d", seed).isEqualTo(engines);
        }
    }

    @Test
    void usesAProposalOnceAndSaysSo() {
        int used = 0;
        for (long seed = 0; seed < SPACES; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            History history = RandomHistories.history(space, 1, 20, seed);
            List<Proposal> proposals = MixedStrategy.proposals(space, history, Configuration.none(space));
            List<Mixing> models = suggest(space, history, proposals, 20).stream()
                    .filter(suggestion -> suggestion.origin() == Origin.LLM)
                    .map(suggestion -> {
                        Mixing mixing = Objects.requireNonNull(suggestion.mixing());
                        assertThat(mixing.turn()).isNotEqualTo(Turn.NONE);
                        assertThat(mixing.engines()).isNotNull();
                        assertThat(proposals.get((int) mixing.proposal()).configuration())
                                .isEqualTo(suggestion.configuration());
                        return mixing;
                    })
                    .toList();
            assertThat(models).as("seed %d", seed).extracting(Mixing::proposal).doesNotHaveDuplicates();
            used += models.size();
        }
        assertThat(used).isGreaterThan(SPACES / 10);
    }

    @Test
    void theModelRepeatsNoTrial() {
        for (long seed = 0; seed < SPACES; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            History known = RandomHistories.history(space, 1, 20, seed);
            List<Proposal> proposals = MixedStrategy.proposals(space, known, Configuration.none(space));
            for (Suggestion suggestion : suggest(space, known, proposals, 20)) {
                History before = known;
                if (suggestion.origin() == Origin.LLM) {
                    assertThat(LongStream.range(0, before.size())
                                    .mapToObj(number -> before.configuration((int) number)))
                            .as("seed %d", seed)
                            .doesNotContain(suggestion.configuration());
                }
                known = known.withPending(List.of(suggestion));
            }
        }
    }
}
