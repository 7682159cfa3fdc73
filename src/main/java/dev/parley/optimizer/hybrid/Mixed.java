package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Mix;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mixes a model's proposals with an engine's suggestions by the rule of a {@link Mode}. */
public final class Mixed implements Mix {

    /** Of how many startup trials the model has, in the mode that gives it nothing else. */
    private static final int INIT_STARTS = 5;

    private static final double FAIR = 0.5;

    private final Mode mode;
    private final boolean mayRepeat;

    /** The mix of this mode, in which the model repeats no trial. */
    public Mixed(Mode mode) {
        this(mode, false);
    }

    /**
     * The mix of this mode.
     *
     * @param mayRepeat whether the model may try a configuration again, in the modes {@link Mode#COIN} and {@link Mode#ALONE}
     */
    public Mixed(Mode mode, boolean mayRepeat) {
        this.mode = mode;
        this.mayRepeat = mayRepeat;
    }

    @Override
    public List<Suggestion> suggest(
            Strategy engine,
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            Counsel counsel,
            Configuration fixed,
            List<Draw> draws) {
        Offers offers = Offers.of(space, history, counsel.proposals(), fixed);
        Judging judging = new Judging(engine, space, objectives, fit);
        Reranker reranker = Reranker.of(
                space, history, objectives.getFirst().direction(), foretold(objectives, counsel), fixed, judging);
        if ((offers.isEmpty() && !reranker.isActive()) || draws.isEmpty()) {
            return engine.suggest(space, objectives, history, fit, fixed, draws);
        }
        Rule rule = switch (mode) {
            case GATED -> new Gate(offers, Ends.of(space, history, objectives), judging);
            case COIN -> coin(offers);
            case INIT -> init(offers);
            case ALONE -> (known, engines, draw) -> Choice.of(Turn.ALONE, first(offers, known), 0, 1);
        };
        Round.Engine own = (known, more) -> engine.suggest(space, objectives, known, fit, fixed, more);
        return new Round(own, reranker, offers, rule).of(history, draws);
    }

    /** What the model's predictions are to choose by: they are of one objective. */
    private List<Foretold> foretold(List<Objective> objectives, Counsel counsel) {
        return mode == Mode.GATED && objectives.size() == 1 ? counsel.foretold() : List.of();
    }

    /** SLLMBO's LLM-TPE sampler (arXiv 2410.20302): the first trial from the model, each later one by a fair coin. */
    private Rule coin(Offers offers) {
        return (known, engines, draw) -> {
            boolean isModels = known.size() == 0 || Rule.random(draw).nextBoolean();
            return Choice.of(Turn.COIN, isModels ? first(offers, known) : null, 0, FAIR);
        };
    }

    private @Nullable Proposal first(Offers offers, History known) {
        return mayRepeat ? offers.first() : offers.first(known);
    }

    private static Rule init(Offers offers) {
        return (known, engines, draw) -> {
            boolean isStart = known.ended() < Ends.STARTUP && starts(known) < INIT_STARTS;
            return Choice.of(Turn.START, isStart ? offers.first(known) : null, 0, isStart ? 1 : 0);
        };
    }

    private static int starts(History known) {
        int starts = 0;
        for (int number = 0; number < known.size(); number++) {
            starts += known.turn(number) == Turn.START ? 1 : 0;
        }
        return starts;
    }
}
