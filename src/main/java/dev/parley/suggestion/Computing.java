package dev.parley.suggestion;

import dev.parley.observability.Metric;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.MixingMode;
import dev.parley.study.ModelTerms;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import dev.parley.trial.HistoryCache;
import dev.parley.trial.MixingNote;
import dev.parley.trial.TrialResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Computes what an ask may hand out from a snapshot of its study, with draws that no other ask of this process has. */
@Component
class Computing {

    /** Which candidate was taken where predictions had a say: the engine's own first, or another one of its. */
    private static final String OWN = "own";

    private static final String CANDIDATE = "candidate";

    private final StudyStrategies strategies;
    private final Suggesting suggesting;
    private final FitCache fits;
    private final SurrogateFits surrogateFits;
    private final DrawsInFlight drawsInFlight;
    private final CostlyAsks costlyAsks;
    private final Counsels counsels;
    private final MeterRegistry meters;

    Computing(
            StudyStrategies strategies,
            Suggesting suggesting,
            FitCache fits,
            SurrogateFits surrogateFits,
            DrawsInFlight drawsInFlight,
            CostlyAsks costlyAsks,
            Counsels counsels,
            MeterRegistry meters) {
        this.strategies = strategies;
        this.suggesting = suggesting;
        this.fits = fits;
        this.surrogateFits = surrogateFits;
        this.drawsInFlight = drawsInFlight;
        this.costlyAsks = costlyAsks;
        this.counsels = counsels;
        this.meters = meters;
        Metric.RERANKINGS.begin(meters, OWN, CANDIDATE);
        Metric.CREDIT.summary(meters);
    }

    /** The writing transaction, which may refuse a computation. */
    interface Writing {
        Optional<AskResponse> handOut(Computation computation);
    }

    /**
     * Computes, and hands out what came of it while its draws are taken.
     *
     * @param fixed what every suggestion must match
     * @param mayWait whether it may wait for its turn where the study is costly, which whoever holds a lock must not
     * @return the answer; empty if it was refused
     */
    Optional<AskResponse> compute(
            AskRequest request, StudySnapshot snapshot, Configuration fixed, boolean mayWait, Writing writing) {
        StudyView view = snapshot.view();
        long studyId = view.study().id();
        HistoryCache.Snapshot history = snapshot.history();
        int fresh = history == null ? 0 : freshWanted(request, snapshot);
        if (history == null || fresh == 0) {
            return writing.handOut(new Computation(studyId, view.study().spaceVersion(), List.of(), 0, 0, 0, null));
        }
        // the history may know of trials that the view of the study does not
        long next = Math.max(
                Math.max(history.history().size(), view.progress().nextNumber()),
                Math.max(history.nextDraw(), view.progress().nextDraw()));
        long first = drawsInFlight.take(studyId, next, fresh);
        try {
            FitCache.Fitted fitted = fits.of(view, history);
            Supplier<Optional<AskResponse>> turn = () -> writing.handOut(new Computation(
                    studyId,
                    view.study().spaceVersion(),
                    suggestions(snapshot, history, fitted, fixed, first, fresh),
                    first,
                    history.history().size(),
                    history.revision(),
                    fitted == null ? null : fitted.revision()));
            Optional<AskResponse> response = mayWait ? costlyAsks.inTurn(studyId, turn) : turn.get();
            response.ifPresent(answer -> answer.trials().forEach(trial -> stored(view, trial)));
            return response;
        } finally {
            drawsInFlight.giveBack(studyId, first);
        }
    }

    private List<Suggestion> suggestions(
            StudySnapshot snapshot,
            HistoryCache.Snapshot history,
            FitCache.@Nullable Fitted fitted,
            Configuration fixed,
            long first,
            int count) {
        StudyView view = snapshot.view();
        int retests = view.terms()
                .retests()
                .among(count, snapshot.room(), view.study().limits());
        Strategy engine = strategies.of(view);
        Suggesting.Prepared prepared = new Suggesting.Prepared(
                fitted == null ? null : fitted.fit(),
                retests == 0 ? null : surrogateFits.of(view, history.history()),
                retests,
                snapshot.counsel());
        long begin = System.nanoTime();
        List<Suggestion> suggestions = suggesting.suggest(
                view.terms(),
                engine,
                history.history(),
                prepared,
                view.progress().defaultsDue(),
                fixed,
                first,
                count);
        costlyAsks.took(view.study().id(), view.terms().space().size(), System.nanoTime() - begin);
        return suggestions;
    }

    /** Notes what a trial that was just stored took. */
    private void stored(StudyView view, TrialResponse trial) {
        if (trial.draw() != null) {
            drawsInFlight.stored(view.study().id(), trial.draw());
        }
        MixingNote mixing = trial.mixing();
        if (mixing != null && mixing.proposal() != null) {
            counsels.used(view, mixing.proposal(), trial.revision());
        }
        ModelTerms model = view.terms().model();
        if (mixing != null && model != null && model.mode() == MixingMode.GATED) {
            Metric.CREDIT.summary(meters).record(mixing.credit());
        }
        if (mixing != null && mixing.reranking() != null) {
            boolean isOther = mixing.reranking().mean() != null;
            Metric.RERANKINGS.counter(meters, isOther ? CANDIDATE : OWN).increment();
        }
    }

    /** How many new trials the ask will need, as far as the snapshot tells. */
    private static int freshWanted(AskRequest request, StudySnapshot snapshot) {
        int wanted = Math.min(request.wanted(), snapshot.room().total());
        boolean takesAnyQueued = request.fixed() == null || request.fixed().isEmpty();
        int queued = snapshot.view().progress().count(TrialState.QUEUED);
        int fromQueue = takesAnyQueued ? Math.min(wanted, queued) : 0;
        return Math.min(wanted - fromQueue, snapshot.room().fresh());
    }
}
