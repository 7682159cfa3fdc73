package dev.parley.trial;

import dev.parley.observability.Metric;
import dev.parley.optimizer.Direction;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyProgress;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Moves trials on: records results, renews and ends leases, withdraws what was wrong. */
@Service
public class TrialService {

    private final Transactions transactions;
    private final SharedTransactions shared;
    private final Studies studies;
    private final TrialRepository trials;
    private final BestTrials bestTrials;
    private final Misfits misfits;
    private final LastReport lastReport;
    private final LeaseClock leaseClock;
    private final TrialResponse.Factory responses;
    private final MeterRegistry meters;

    TrialService(
            Transactions transactions,
            SharedTransactions shared,
            Studies studies,
            TrialRepository trials,
            BestTrials bestTrials,
            Misfits misfits,
            LastReport lastReport,
            LeaseClock leaseClock,
            TrialResponse.Factory responses,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.shared = shared;
        this.studies = studies;
        this.trials = trials;
        this.bestTrials = bestTrials;
        this.misfits = misfits;
        this.lastReport = lastReport;
        this.leaseClock = leaseClock;
        this.responses = responses;
        this.meters = meters;
        Metric.TELLS.begin(meters, (Object[]) ToldState.values());
    }

    TrialResponse get(Project project, StudyName name, int number) {
        return transactions.read(() -> {
            StudyView view = studies.find(project, name);
            Trial trial =
                    trials.findById(new TrialId(view.study().id(), number)).orElseThrow(() -> notFound(name, number));
            return responses.of(trial, view.terms());
        });
    }

    /**
     * Records how a trial ended. The first result wins; the same again changes nothing.
     *
     * @throws ProblemException of type already-told for a different result, lease-lost for a failure or pruning by a
     *     worker that lost the trial, lease-mismatch for a foreign lease, wrong-state for a trial that was never handed
     *     out or is cancelled
     */
    public TrialResponse tell(Project project, StudyName name, int number, TellRequest request) {
        Function<Turn, Told> change = turn -> {
            StudyView view = turn.view();
            Trial trial = turn.trial(number).orElseThrow(() -> notFound(name, number));
            Outcome outcome = lastReport.completed(
                    outcome(view, request), trial, view.terms().objectives());
            Lease lease = Leases.ofNullable(request.lease(), trial.id());
            if (lease != null && !trial.canHaveGiven(lease)) {
                throw Leases.mismatch();
            }
            if (!isRepeated(trial, outcome, view)) {
                requireTellable(trial, outcome, lease);
                AtomicBoolean isBest = new AtomicBoolean();
                view.change(() -> isBest.set(record(view, trial, outcome, request)));
                turn.changed(trial);
                return new Told(responses.of(trial, view.terms()), isBest.get());
            }
            return new Told(responses.of(trial, view.terms()), false);
        };
        Told told = request.state() == ToldState.PRUNED
                ? shared.write(project, name, List.of(number), change)
                : shared.writePlain(project, name, List.of(number), change);
        Metric.TELLS.counter(meters, request.state().toString()).increment();
        if (told.isBest) {
            Metric.IMPROVEMENTS.counter(meters, told.trial.origin()).increment();
        }
        return told.trial;
    }

    /** A trial that was told, and whether that made it the study's best. */
    private record Told(TrialResponse trial, boolean isBest) {}

    private static Outcome outcome(StudyView view, TellRequest request) {
        List<FieldFault> faults = new ArrayList<>();
        Outcome outcome =
                new OutcomeReading(view.terms().objectives(), "", faults).read(request.state(), request.result());
        ProblemException.throwIfAny(faults);
        return outcome;
    }

    private boolean isRepeated(Trial trial, Outcome outcome, StudyView view) {
        Outcome recorded = trial.outcome();
        if (recorded == null) {
            return false;
        }
        if (recorded.isSameResult(outcome)) {
            return true;
        }
        throw new ProblemException(
                        ProblemType.ALREADY_TOLD,
                        "Trial %d has another result already. The first one counts; retract it if it is wrong."
                                .formatted(trial.number()))
                .with("recorded", responses.of(trial, view.terms()));
    }

    private static void requireTellable(Trial trial, Outcome outcome, @Nullable Lease lease) {
        switch (trial.state()) {
            case RUNNING -> {
                if (lease != null && !trial.isHeldBy(lease) && !outcome.isVerdict()) {
                    throw Leases.lost(trial.number());
                }
            }
            case QUEUED, LOST -> {
                if (trial.handout() == 0) {
                    throw wrongState(trial, "was not handed out yet. Ask for it first.");
                }
                if (!outcome.isVerdict()) {
                    throw Leases.lost(trial.number());
                }
            }
            case CANCELLED -> throw wrongState(trial, "is cancelled and takes no result.");
            case COMPLETE, PRUNED, INFEASIBLE, FAILED ->
                throw new IllegalStateException("trial " + trial.number() + " was told already");
        }
    }

    /** Records an outcome; answers whether the trial is the best now. */
    private boolean record(StudyView view, Trial trial, Outcome outcome, TellRequest request) {
        StudyProgress progress = view.progress();
        Direction direction = view.terms().objectives().getFirst().direction();
        progress.moved(trial.state(), outcome.state());
        trial.tell(outcome, request.attributes(), direction, progress.nextRevision(), view.now());
        return bestTrials.finished(view, trial.number(), outcome);
    }

    /** Renews a running trial's lease without touching the study. */
    HeartbeatResponse heartbeat(Project project, StudyName name, int number, HeartbeatRequest request) {
        return Lease.read(request.lease())
                .filter(lease -> lease.number() == number)
                .flatMap(lease -> leaseClock.renew(project, name, lease, request.leaseSeconds()))
                .map(HeartbeatResponse::new)
                .orElseThrow(() -> leaseClock.refusal(project, name, number, request.lease()));
    }

    /** Puts a running trial back into the queue; it costs no attempt. One that the space has lost is cancelled. */
    TrialResponse release(Project project, StudyName name, int number, ReleaseRequest request) {
        return change(project, name, number, (view, trial) -> {
            if (!trial.isHeldBy(Leases.of(request.lease(), trial.id()))) {
                throw Leases.lost(number);
            }
            if (misfits.contain(view, trial)) {
                trial.cancel(Misfits.reason(view), view.progress().nextRevision(), view.now());
            } else {
                trial.release(view.progress().nextRevision());
            }
            view.progress().moved(TrialState.RUNNING, trial.state());
        });
    }

    /** Ends a queued or running trial. */
    public TrialResponse cancel(Project project, StudyName name, int number) {
        return change(project, name, number, (view, trial) -> {
            switch (trial.state()) {
                case QUEUED, RUNNING -> {
                    view.progress().moved(trial.state(), TrialState.CANCELLED);
                    trial.cancel(null, view.progress().nextRevision(), view.now());
                }
                case CANCELLED -> {}
                case COMPLETE, PRUNED, INFEASIBLE, FAILED, LOST ->
                    throw wrongState(trial, "ended as %s. Retract its result instead.".formatted(trial.state()));
            }
        });
    }

    /** Withdraws a result; the best is found anew. */
    TrialResponse retract(Project project, StudyName name, int number) {
        return change(project, name, number, (view, trial) -> {
            if (trial.isRetracted()) {
                return;
            }
            if (!trial.state().isTold()) {
                throw wrongState(trial, "is %s and has no result to retract.".formatted(trial.state()));
            }
            view.progress().moved(trial.state(), TrialState.CANCELLED);
            trial.retract(view.progress().nextRevision());
            trials.flush();
            bestTrials.findAnew(view);
        });
    }

    @FunctionalInterface
    private interface Transition {
        void apply(StudyView view, Trial trial);
    }

    private TrialResponse change(Project project, StudyName name, int number, Transition transition) {
        return transactions.write(() -> {
            StudyView view = studies.lock(project, name);
            Trial trial = lock(view, number);
            view.change(() -> transition.apply(view, trial));
            return responses.of(trial, view.terms());
        });
    }

    private Trial lock(StudyView view, int number) {
        return trials.lock(new TrialId(view.study().id(), number))
                .orElseThrow(() -> notFound(view.study().name(), number));
    }

    private static ProblemException wrongState(Trial trial, String detail) {
        return new ProblemException(ProblemType.WRONG_STATE, "Trial %d %s".formatted(trial.number(), detail));
    }

    static ProblemException notFound(StudyName name, int number) {
        return new ProblemException(ProblemType.TRIAL_NOT_FOUND, "Study %s has no trial %d.".formatted(name, number));
    }
}
