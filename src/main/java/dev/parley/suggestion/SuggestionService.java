package dev.parley.suggestion;

import dev.parley.llm.Recordings;
import dev.parley.observability.Metric;
import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.EmptyReason;
import dev.parley.study.IdempotencyKeys.Scope;
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
import dev.parley.trial.SharedTransactions;
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
public class SuggestionService {

    /** How often a computation may be refused before it is done under the lock. */
    private static final int MOST_REFUSALS = 3;

    /** The outcome of an ask that got trials. */
    private static final String WITH_TRIALS = "trials";

    private final Transactions transactions;
    private final SharedTransactions shared;
    private final KnownStudies known;
    private final Studies studies;
    private final HistoryCache histories;
    private final Counsels counsels;
    private final ProposalWait proposalWait;
    private final Recordings recordings;
    private final Computing computing;
    private final Handout handout;
    private final MeterRegistry meters;

    SuggestionService(
            Transactions transactions,
            SharedTransactions shared,
            KnownStudies known,
            Studies studies,
            HistoryCache histories,
            Counsels counsels,
            ProposalWait proposalWait,
            Recordings recordings,
            Computing computing,
            Handout handout,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.shared = shared;
        this.known = known;
        this.studies = studies;
        this.histories = histories;
        this.counsels = counsels;
        this.proposalWait = proposalWait;
        this.recordings = recordings;
        this.computing = computing;
        this.handout = handout;
        this.meters = meters;
        Metric.ASKS.begin(meters, WITH_TRIALS);
        Metric.ASKS.begin(meters, (Object[]) EmptyReason.values());
    }

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

    /** Hands out trials: queued ones first, then new ones with suggested configurations. */
    public AskResponse ask(Project project, StudyName name, AskRequest request, @Nullable String idempotencyKey) {
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
        StudySnapshot snapshot = new StudySnapshot(view.get(), view.get().room(), history.get(), counsel.get());
        return attempt(
                ask,
                snapshot,
                true,
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
        StudySnapshot first = snapshot(ask);
        StudySnapshot snapshot = recordings.bring(first.view()) ? snapshot(ask) : first;
        known.seen(ask.project, ask.name, snapshot.view());
        return attempt(
                ask,
                snapshot,
                true,
                computation -> shared.write(
                        ask.project, ask.name, List.of(), turn -> handOut(ask, turn, computation, attempt)));
    }

    /** Computes in the writing transaction, so that no other ask can be faster. */
    private Optional<AskResponse> underTheLock(Ask ask, int attempt) {
        return shared.writeAlone(
                ask.project,
                ask.name,
                turn -> attempt(
                        ask, snapshot(turn.view()), false, computation -> handOut(ask, turn, computation, attempt)));
    }

    private Optional<AskResponse> handOut(Ask ask, Turn turn, Computation computation, int attempt) {
        return handout.handOut(turn, ask.request, ask.scope, computation, attempt);
    }

    private StudySnapshot snapshot(Ask ask) {
        return transactions.read(() -> snapshot(studies.find(ask.project, ask.name)));
    }

    private StudySnapshot snapshot(StudyView view) {
        Room room = view.room();
        if (room.fresh() == 0) {
            return new StudySnapshot(view, room, null, Counsel.NONE);
        }
        HistoryCache.Snapshot history = histories.upTo(view);
        return new StudySnapshot(view, room, history, counsels.at(view, history));
    }

    private Optional<AskResponse> attempt(Ask ask, StudySnapshot snapshot, boolean mayWait, Computing.Writing writing) {
        Configuration fixed = ask.request.fixedIn(snapshot.view().terms().space());
        if (ask.scope == null && !ask.request.resumes() && isFinal(snapshot)) {
            StudyState state = snapshot.view().progress().state();
            return Optional.of(new AskResponse(List.of(), StudyStanding.of(state, snapshot.room())));
        }
        return computing.compute(ask.request, snapshot, fixed, mayWait, writing);
    }

    /** Whether there is nothing to hand out and nothing to change, not even the study's state. */
    private static boolean isFinal(StudySnapshot snapshot) {
        return switch (snapshot.room().reason()) {
            case PAUSED, DRAINING, PARALLEL_LIMIT, NO_MATCH -> true;
            case COMPLETED -> snapshot.view().progress().state() == StudyState.COMPLETED;
            case null -> false;
        };
    }

    private AskResponse answered(AskResponse response) {
        EmptyReason reason = response.study().reason();
        Metric.ASKS
                .counter(meters, reason == null ? WITH_TRIALS : reason.toString())
                .increment();
        return response;
    }
}
