package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Mixing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of a mix with proposals or candidates at hand.
 *
 * <p>The engine suggests for several draws at once; where the model takes one of them or changes it, the engine suggests anew for
 * those after it, which then know of that trial.
 */
final class Round {

    /** In how many trials of one call the model may take part. */
    private static final int MOST = 16;

    private final Engine engine;
    private final Reranker reranker;
    private final Offers offers;
    private final Rule rule;

    /** An engine that knows all but what is pending and the draws. */
    interface Engine {
        List<Suggestion> suggest(History known, List<Draw> draws);
    }

    Round(Engine engine, Reranker reranker, Offers offers, Rule rule) {
        this.engine = engine;
        this.reranker = reranker;
        this.offers = offers;
        this.rule = rule;
    }

    /** One suggestion for each draw. */
    List<Suggestion> of(History history, List<Draw> draws) {
        List<Suggestion> suggestions = new ArrayList<>(draws.size());
        History known = history;
        int shared = Math.min(MOST, draws.size());
        while (suggestions.size() < shared && (!offers.isEmpty() || reranker.isActive())) {
            List<Suggestion> run = untilTheModels(known, draws.subList(suggestions.size(), shared));
            suggestions.addAll(run);
            known = known.withPending(run);
        }
        if (suggestions.size() < draws.size()) {
            suggestions.addAll(engine.suggest(known, draws.subList(suggestions.size(), draws.size())));
        }
        return suggestions;
    }

    /** The engine's suggestions up to the first that is none of its own, which is the last. */
    private List<Suggestion> untilTheModels(History history, List<Draw> draws) {
        List<Suggestion> run = new ArrayList<>(draws.size());
        History known = history;
        for (Suggestion engines : engine.suggest(history, draws)) {
            long best = offers.best();
            Choice choice = rule.choose(known, engines, draws.get(run.size()));
            Proposal proposal = choice.proposal();
            if (proposal != null) {
                offers.take(proposal);
                run.add(models(proposal, choice, engines, best));
                return run;
            }
            Reranker.Taken taken = reranker.choose(known, engines, draws.get(run.size()));
            Suggestion own = engines(taken, choice, engines, best);
            run.add(own);
            if (taken.suggestion() != engines) {
                return run;
            }
            known = known.withPending(List.of(own));
        }
        return run;
    }

    private static Suggestion engines(Reranker.Taken taken, Choice choice, Suggestion engines, long best) {
        Suggestion suggestion = taken.suggestion();
        Mixing mixing = new Mixing(
                Mixing.NO_PROPOSAL,
                suggestion == engines ? Turn.NONE : Turn.RERANKED,
                null,
                choice.credit(),
                choice.odds(),
                suggestion == engines ? null : engines.configuration(),
                best,
                taken.reranking());
        return new Suggestion(suggestion.configuration(), suggestion.origin(), mixing);
    }

    private static Suggestion models(Proposal proposal, Choice choice, Suggestion engines, long best) {
        Mixing mixing = new Mixing(
                proposal.id(),
                choice.turn(),
                choice.rank(),
                choice.credit(),
                choice.odds(),
                engines.configuration(),
                best,
                null);
        return new Suggestion(proposal.configuration(), Origin.LLM, mixing);
    }
}
