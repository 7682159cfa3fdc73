package dev.parley.report;

import dev.parley.observability.Metric;
import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Pruner;
import dev.parley.problem.ProblemException;
import dev.parley.report.Measurements.Kept;
import dev.parley.study.Project;
import dev.parley.study.PrunerDefinition;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.trial.KnownStudies;
import dev.parley.trial.Lease;
import dev.parley.trial.LeaseClock;
import dev.parley.trial.Metrics;
import dev.parley.trial.TrialId;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Takes in reports: keeps them, renews their leases, and has the study's pruner decide. */
@Service
class ReportService {

    private final Measurements measurements;
    private final RunningCurves runningCurves;
    private final CompleteCurves completeCurves;
    private final PrunerConfiguration.Pruners pruners;
    private final LeaseClock leaseClock;
    private final KnownStudies known;
    private final Studies studies;
    private final Transactions transactions;
    private final MeterRegistry meters;

    ReportService(
            Measurements measurements,
            RunningCurves runningCurves,
            CompleteCurves completeCurves,
            PrunerConfiguration.Pruners pruners,
            LeaseClock leaseClock,
            KnownStudies known,
            Studies studies,
            Transactions transactions,
            MeterRegistry meters) {
        this.measurements = measurements;
        this.runningCurves = runningCurves;
        this.completeCurves = completeCurves;
        this.pruners = pruners;
        this.leaseClock = leaseClock;
        this.known = known;
        this.studies = studies;
        this.transactions = transactions;
        this.meters = meters;
        Metric.REPORTS.begin(meters, true, false);
    }

    /**
     * Keeps a report. It takes no revision and does not touch the study's progress.
     *
     * @throws ProblemException of type invalid-request for values that cannot be kept, and as a heartbeat does
     */
    ReportResponse report(Project project, StudyName name, int number, ReportRequest request) {
        Map<String, Double> measured = request.measured();
        Lease lease = Lease.read(request.lease())
                .filter(read -> read.number() == number)
                .orElseThrow(() -> leaseClock.refusal(project, name, number, request.lease()));
        Kept kept = measurements
                .keep(project, name, lease, request, measured)
                .orElseThrow(() -> leaseClock.refusal(project, name, number, request.lease()));
        if (!kept.isKept()) {
            throw ProblemException.at(
                    "/values", "must leave step %d with at most %d metrics".formatted(request.step(), Metrics.MOST));
        }
        PrunerDefinition pruner = pruner(project, name, lease, kept).orElse(null);
        boolean shouldPrune = pruner != null
                && runningCurves
                        .after(lease, kept, request.step(), measured, pruner)
                        .map(grown -> shouldPrune(lease, grown, pruner))
                        .orElse(false);
        Metric.REPORTS.counter(meters, String.valueOf(shouldPrune)).increment();
        return new ReportResponse(shouldPrune, kept.leaseExpiresAt());
    }

    /** What stops the study's trials early, which never changes; empty if nothing does. */
    private Optional<PrunerDefinition> pruner(Project project, StudyName name, Lease lease, Kept kept) {
        return known.find(project, name)
                .filter(view -> view.study().id() == lease.studyId()
                        && view.incarnation().equals(kept.incarnation()))
                .or(() -> {
                    Optional<StudyView> read = transactions.read(() -> studies.find(lease.studyId()));
                    read.ifPresent(view -> known.seen(project, name, view));
                    return read;
                })
                .map(view -> view.terms().pruner());
    }

    private boolean shouldPrune(Lease lease, RunningCurves.Grown grown, PrunerDefinition definition) {
        LearningCurve curve = grown.curve();
        Pruner pruner = pruners.of(definition);
        List<Long> rungs = pruner.rungs(Math.max(grown.before(), grown.wholeFrom() - 1), curve.lastStep());
        boolean mayHaveBeenAtOthers =
                grown.isRead() && !pruner.rungs(-1, LearningCurve.MAX_STEP).isEmpty();
        if (!rungs.isEmpty() || mayHaveBeenAtOthers) {
            List<Double> losses = rungs.stream()
                    .map(rung -> curve.loss(curve.firstFrom(rung)))
                    .toList();
            measurements.reached(lease, rungs, losses, grown.isRead() ? grown.wholeFrom() : Long.MAX_VALUE);
        }
        TrialId trial = new TrialId(lease.studyId(), lease.number());
        return pruner.shouldPrune(
                curve,
                new StudyPeers(
                        () -> transactions.read(() -> complete(trial.studyId(), definition)),
                        (rung, loss) -> measurements.standing(trial, rung, loss)));
    }

    private StudyPeers.Complete complete(long studyId, PrunerDefinition definition) {
        return studies.find(studyId)
                .map(view -> new StudyPeers.Complete(view, completeCurves.upTo(view, definition)))
                .orElse(StudyPeers.Complete.NONE);
    }
}
