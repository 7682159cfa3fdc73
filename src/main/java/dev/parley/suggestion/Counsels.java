package dev.parley.suggestion;

import dev.parley.llm.Proposals;
import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.Proposal;
import dev.parley.study.ModelTerms;
import dev.parley.study.StudyView;
import dev.parley.trial.HistoryCache;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What studies' models have to say, of the same moment as a study's history. */
@Component
class Counsels {

    private final Proposals proposals;
    private final Foreknowledge foreknowledge;

    Counsels(Proposals proposals, Foreknowledge foreknowledge) {
        this.proposals = proposals;
        this.foreknowledge = foreknowledge;
    }

    /** The counsel for a history as this process knows it; empty if it has to be read. */
    Optional<Counsel> known(StudyView view, HistoryCache.Snapshot history) {
        ModelTerms model = view.terms().model();
        if (model == null) {
            return Optional.of(Counsel.NONE);
        }
        Optional<List<Proposal>> waiting = proposals.known(view, history.revision(), history.readRevision());
        Optional<List<Foretold>> foretold = isReranked(model, history)
                ? foreknowledge.known(view, history.revision(), history.readRevision())
                : Optional.of(List.of());
        return waiting.flatMap(some -> foretold.map(said -> new Counsel(some, said)));
    }

    /** The same, read if necessary; the caller holds a transaction. */
    Counsel at(StudyView view, HistoryCache.Snapshot history) {
        ModelTerms model = view.terms().model();
        if (model == null) {
            return Counsel.NONE;
        }
        List<Foretold> foretold = isReranked(model, history)
                ? foreknowledge.at(view, history.revision(), history.readRevision())
                : List.of();
        return new Counsel(proposals.at(view, history.revision(), history.readRevision()), foretold);
    }

    private static boolean isReranked(ModelTerms model, HistoryCache.Snapshot history) {
        return model.rerank() != null && history.history().ended() < Foretold.MOST_ENDED;
    }

    /** Notes that this process used a proposal for a trial of this revision, once that is committed. */
    void used(StudyView view, long proposal, long revision) {
        proposals.used(view, proposal, revision);
    }
}
