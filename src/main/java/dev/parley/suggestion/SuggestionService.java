package dev.parley.suggestion;

import dev.parley.llm.Recordings;
import dev.parley.observability.Metric;
import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.EmptyReason;
import dev.parley.study.IdempotencyKeys.Scope;
import dev.parley.study.MixingMode;
import dev.parley.study.ModelTerms;
import dev.parley.study.Project;
import dev.parley.study.Room;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyState;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import dev.parley.suggestion.AskResponse.StudyStanding;
import dev.parley.suggestion.ProposalWait.Patience;
import dev.parley.trial.HistoryCache;
import dev.parley.trial.KnownStudies;
import dev.parley.trial.MixingNote;
import dev.parley.trial.SharedTransactions;
import dev.parley.trial.TrialResponse;
import dev.parley.trial.Turn;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Answers asks: reads a snapshot, computes suggestions without a lock, and hands them out in one writing transaction,
 * which may refuse them and have them computed anew; in the end under the lock, so that they hold whatever others do.
 */
@Service
class SuggestionService {

    /** How often a computation may be refused before it is done under the lock. */
    private static final int MOST_REFUSALS = 3;

    private final Transactions transactions;
    private final SharedTransactions shared;
    private final KnownStudies known;
    private final Studies studies;
    private final HistoryCache histories;
    private final StudyStrategies strategies;
    private final Suggesting suggesting;
    private final Counsels counsels;
    private final ProposalWait proposalWait;
    private final Recordings recordings;
    private final FitCache fits;
    private final SurrogateFits surrogateFits;
    private final DrawsInFlight drawsInFlight;
    private final Handout handout;
    private final MeterRegistry meters;

    SuggestionService(
            Transactions transactions,
            SharedTransactions shared,
            KnownStudies known,
            Studies studies,
            HistoryCache histories,
            StudyStrategies strategies,
            Suggesting suggesting,
            Counsels counsels,
            ProposalWait proposalWait,
            Recordings recordings,
            FitCache fits,
            SurrogateFits surrogateFits,
            DrawsInFlight drawsInFlight,
            Handout handout,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.shared = shared;
        this.known = known;
        this.studies = studies;
        this.histories = histories;
        this.strategies = strategies;
        this.suggesting = suggesting;
        this.counsels = counsels;
        this.proposalWait = proposalWait;
        this.recordings = recordings;
        this.fits = fits;
        this.surrogateFits = surrogateFits;
        this.drawsInFlight = drawsInFlight;
        this.handout = handout;
        this.meters = meters;
    }

    /** A study and, if new trials may be handed out, its history and its model's counsel of the same moment. */
    private record Snapshot(StudyView view, Room room, HistoryCache.@Nullable Snapshot history, Counsel counsel) {}

    /** What was asked for. */
    private record Ask(
            Project project,
            StudyName name,
            AskRequest request,
            @Nullable Scope scope) {

        /** Whether it is for one trial, whichever, and for no repeated request. */
        boolean isPlain() {
            return scope == null
                    && !request.resumes()
                    && request.wanted() == 1
                    && (request.fixed() == null || request.fixed().isEmpty());
        }
    }

    /** The writing transaction, which may refuse a computation. */
    private interface Writing {
        Optional<AskResponse> handOut(Computation computation);
    }

    /** Hands out trials: queued ones first, then new ones with suggested configurations. */
    AskResponse ask(Project project, StudyName name, AskRequest request, @Nullable String idempotencyKey) {
        request.check();
        Scope scope = idempotencyKey == null ? null : new Scope(project, "ask", name.value(), idempotencyKey);
        Ask ask = new Ask(project, name, request, scope);
        Patience patience = proposalWait.before(project, name, request);
        Optional<AskResponse> known = ask.isPlain() ? fromWhatIsKnown(ask) : Optional.empty();
        if (known.isPresent()) {
            return answered(known.get());
        }
        for (int attempt = 1; ; attempt++) {
            proposalWait.again(patience);
            Optional<AskResponse> response =
                    attempt <= MOST_REFUSALS ? withoutALock(ask, attempt) : underTheLock(ask, attempt);
            if (response.isPresent()) {
                return answered(response.get());
            }
        }
    }

    /**
     * Computes from what this process knows, without reading first; empty if it does not know enough, or if it turns out
     * under the lock that another process changed something.
     */
    private Optional<AskResponse> fromWhatIsKnown(Ask ask) {
        Optional<StudyView> view =
                known.find(ask.project, ask.name).filter(seen -> seen.room().fresh() > 0 && !recordings.isDue(seen));
        Optional<HistoryCache.Snapshot> history = view.flatMap(histories::present);
        Optional<Counsel> counsel = history.flatMap(snapshot -> counsels.known(view.get(), snapshot));
        if (counsel.isEmpty()) {
            return Optional.empty();
        }
        long revision = history.get().revision();
        boolean isPlain = view.get().progress().count(TrialState.QUEUED) == 0;
        Snapshot snapshot = new Snapshot(view.get(), view.get().room(), history.get(), counsel.get());
        return attempt(
                ask,
                snapshot,
                computation -> isPlain && computation.proposals().isEmpty()
                        ? shared.writePlain(
                                ask.project,
                                ask.name,
                                List.of(),
                                turn -> turn.view().progress().count(TrialState.QUEUED) == 0
                                        ? fromWhatIsKnown(ask, turn, computation)
                                        : Optional.empty())
                        : shared.write(
                                ask.project, ask.name, List.of(), turn -> fromWhatIsKnown(ask, turn, computation)));
    }

    private Optional<AskResponse> fromWhatIsKnown(Ask ask, Turn turn, Computation computation) {
        return turn.knownFrom(computation.historyRevision()).flatMap(known -> handOut(ask, turn, computation, 1));
    }

    /** Computes from a snapshot; empty if other asks were faster and took what was computed. */
    private Optional<AskResponse> withoutALock(Ask ask, int attempt) {
        Snapshot first = snapshot(ask);
        Snapshot snapshot = recordings.bring(first.view) ? snapshot(ask) : first;
        known.seen(ask.project, ask.name, snapshot.view);
        return attempt(
                ask,
                snapshot,
                computation -> shared.write(
                        ask.project, ask.name, List.of(), turn -> handOut(ask, turn, computation, attempt)));
    }

    /** Computes in the writing transaction, so that no other ask can be faster. */
    private Optional<AskResponse> underTheLock(Ask ask, int attempt) {
        return shared.writeAlone(
                ask.project,
                ask.name,
                turn -> attempt(ask, snapshot(turn.view()), computation -> handOut(ask, turn, computation, attempt)));
    }

    private Optional<AskResponse> handOut(Ask ask, Turn turn, Computation computation, int attempt) {
        return handout.handOut(turn, ask.request, ask.scope, computation, attempt);
    }

    private Snapshot snapshot(Ask ask) {
        return transactions.read(() -> snapshot(studies.find(ask.project, ask.name)));
    }

    private Snapshot snapshot(StudyView view) {
        Room room = view.room();
        if (room.fresh() == 0) {
            return new Snapshot(view, room, null, Counsel.NONE);
        }
        HistoryCache.Snapshot history = histories.upTo(view);
        return new Snapshot(view, room, history, counsels.at(view, history));
    }

    private Optional<AskResponse> attempt(Ask ask, Snapshot snapshot, Writing writing) {
        Configuration fixed = ask.request.fixedIn(snapshot.view.terms().space());
        if (ask.scope == null && !ask.request.resumes() && isFinal(snapshot)) {
            StudyState state = snapshot.view.progress().state();
            return Optional.of(new AskResponse(List.of(), StudyStanding.of(state, snapshot.room)));
        }
        return compute(ask.request, snapshot, fixed, writing);
    }

    /** Whether there is nothing to hand out and nothing to change, not even the study's state. */
    private static boolean isFinal(Snapshot snapshot) {
        return switch (snapshot.room.reason()) {
            case PAUSED, DRAINING, PARALLEL_LIMIT, NO_MATCH -> true;
            case COMPLETED -> snapshot.view.progress().state() == StudyState.COMPLETED;
            case null -> false;
        };
    }

    private Optional<AskResponse> compute(AskRequest request, Snapshot snapshot, Configuration fixed, Writing writing) {
        StudyView view = snapshot.view;
        long studyId = view.study().id();
        HistoryCache.Snapshot history = snapshot.history;
        int fresh = history == null ? 0 : freshWanted(request, view, snapshot.room);
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
            int retests = view.terms()
                    .retests()
                    .among(fresh, snapshot.room, view.study().limits());
            List<Suggestion> suggestions = suggesting.suggest(
                    view.terms(),
                    strategies.of(view),
                    history.history(),
                    new Suggesting.Prepared(
                            fitted == null ? null : fitted.fit(),
                            retests == 0 ? null : surrogateFits.of(view, history.history()),
                            retests,
                            snapshot.counsel),
                    view.progress().defaultsDue(),
                    fixed,
                    first,
                    fresh);
            Optional<AskResponse> response = writing.handOut(new Computation(
                    studyId,
                    view.study().spaceVersion(),
                    suggestions,
                    first,
                    history.history().size(),
                    history.revision(),
                    fitted == null ? null : fitted.revision()));
            response.ifPresent(answer -> answer.trials().forEach(trial -> stored(view, trial)));
            return response;
        } finally {
            drawsInFlight.giveBack(studyId, first);
        }
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
            Metric.RERANKINGS.counter(meters, isOther ? "candidate" : "own").increment();
        }
    }

    /** How many new trials the ask will need, as far as the snapshot tells. */
    private static int freshWanted(AskRequest request, StudyView view, Room room) {
        int wanted = Math.min(request.wanted(), room.total());
        boolean takesAnyQueued = request.fixed() == null || request.fixed().isEmpty();
        int fromQueue = takesAnyQueued ? Math.min(wanted, view.progress().count(TrialState.QUEUED)) : 0;
        return Math.min(wanted - fromQueue, room.fresh());
    }

    private AskResponse answered(AskResponse response) {
        EmptyReason reason = response.study().reason();
        Metric.ASKS
                .counter(meters, reason == null ? "trials" : reason.toString())
                .increment();
        return response;
    }
}
