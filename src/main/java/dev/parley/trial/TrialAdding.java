package dev.parley.trial;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.InvalidConfigurationException;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.IdempotencyKeys;
import dev.parley.study.IdempotencyKeys.Scope;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyState;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import dev.parley.trial.AddTrialsRequest.NewMeasurement;
import dev.parley.trial.AddTrialsRequest.NewTrial;
import dev.parley.trial.MeasuredHistory.Measured;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Adds trials in bulk: queued ones for the next asks, finished ones as imported history. */
@Service
public class TrialAdding {

    private static final int MOST_FAULTS = 100;

    private final Transactions transactions;
    private final Studies studies;
    private final IdempotencyKeys idempotencyKeys;
    private final ConfigurationFormat format;
    private final TrialWriter writer;
    private final BestTrials bestTrials;
    private final MeasuredHistory measuredHistory;

    TrialAdding(
            Transactions transactions,
            Studies studies,
            IdempotencyKeys idempotencyKeys,
            ConfigurationFormat format,
            TrialWriter writer,
            BestTrials bestTrials,
            MeasuredHistory measuredHistory) {
        this.transactions = transactions;
        this.studies = studies;
        this.idempotencyKeys = idempotencyKeys;
        this.format = format;
        this.writer = writer;
        this.bestTrials = bestTrials;
        this.measuredHistory = measuredHistory;
    }

    /** A checked trial; no outcome if it is to be queued. */
    private record Checked(
            String configuration,
            NewTrial request,
            @Nullable Outcome outcome,
            SequencedMap<Long, Map<String, Double>> measured) {}

    /**
     * Adds all trials of the request, or none.
     *
     * @throws ProblemException of type limit-reached if the queued ones exceed the limit on trials, wrong-state if the
     *     study is completed and some are queued
     */
    public AddTrialsResponse add(
            Project project, StudyName name, AddTrialsRequest request, @Nullable String idempotencyKey) {
        Scope scope = idempotencyKey == null ? null : new Scope(project, "add", name.value(), idempotencyKey);
        StudyView before = transactions.read(() -> studies.find(project, name));
        List<Checked> checked = check(request, before.terms());
        return transactions.write(() -> {
            StudyView view = studies.lock(project, name);
            if (scope != null) {
                Optional<AddTrialsResponse> kept =
                        idempotencyKeys.find(scope, request, AddTrialsResponse.class, view.now());
                if (kept.isPresent()) {
                    return kept.get();
                }
            }
            List<Checked> current = view.isSameSpaceAs(before) ? checked : check(request, view.terms());
            AddTrialsResponse added = addChecked(view, current);
            if (scope != null) {
                idempotencyKeys.keep(scope, request, view.study().id(), added, view.now());
            }
            return added;
        });
    }

    /**
     * Adds all trials of the request to a study whose progress the caller's transaction has locked, or none.
     *
     * @throws ProblemException as by a request of its own
     */
    public AddTrialsResponse add(StudyView view, AddTrialsRequest request) {
        return addChecked(view, check(request, view.terms()));
    }

    private AddTrialsResponse addChecked(StudyView view, List<Checked> checked) {
        requireRoom(view, (int) checked.stream().filter(c -> c.outcome == null).count());
        AddTrialsResponse[] added = new AddTrialsResponse[1];
        view.change(() -> added[0] = insert(view, checked));
        return added[0];
    }

    private List<Checked> check(AddTrialsRequest request, StudyTerms terms) {
        List<FieldFault> faults = new ArrayList<>();
        List<Checked> checked = new ArrayList<>(request.trials().size());
        for (int i = 0; i < request.trials().size() && faults.size() < MOST_FAULTS; i++) {
            NewTrial trial = request.trials().get(i);
            String pointer = "/trials/" + i;
            String configuration = configuration(trial, terms, pointer, faults);
            checked.add(new Checked(
                    configuration, trial, outcome(trial, terms, pointer, faults), measured(trial, pointer, faults)));
        }
        ProblemException.throwIfAny(faults);
        return checked;
    }

    private String configuration(NewTrial trial, StudyTerms terms, String pointer, List<FieldFault> faults) {
        try {
            Configuration configuration = terms.space().configuration(trial.configuration());
            return format.write(terms.space(), configuration);
        } catch (InvalidConfigurationException e) {
            e.faults()
                    .forEach(fault ->
                            faults.add(new FieldFault(pointer + "/configuration" + fault.pointer(), fault.detail())));
            return "{}";
        }
    }

    private static @Nullable Outcome outcome(
            NewTrial trial, StudyTerms terms, String pointer, List<FieldFault> faults) {
        ToldState told = switch (trial.state()) {
            case null -> null;
            case QUEUED -> null;
            case COMPLETE -> ToldState.COMPLETE;
            case PRUNED -> ToldState.PRUNED;
            case INFEASIBLE -> ToldState.INFEASIBLE;
            case FAILED -> ToldState.FAILED;
            case RUNNING, CANCELLED, LOST -> {
                faults.add(
                        new FieldFault(pointer + "/state", "must be queued, complete, pruned, infeasible or failed"));
                yield null;
            }
        };
        if (told != null) {
            if (trial.startedAt() != null
                    && trial.finishedAt() != null
                    && trial.finishedAt().isBefore(trial.startedAt())) {
                faults.add(new FieldFault(pointer + "/finishedAt", "must not be before startedAt"));
            }
            return new OutcomeReading(terms.objectives(), pointer, faults).read(told, trial.result());
        }
        mustBeLeftOut(trial.values(), pointer + "/values", faults);
        mustBeLeftOut(trial.standardErrors(), pointer + "/standardErrors", faults);
        mustBeLeftOut(trial.scores(), pointer + "/scores", faults);
        mustBeLeftOut(trial.constraints(), pointer + "/constraints", faults);
        mustBeLeftOut(trial.step(), pointer + "/step", faults);
        mustBeLeftOut(trial.reason(), pointer + "/reason", faults);
        mustBeLeftOut(trial.attributes(), pointer + "/attributes", faults);
        mustBeLeftOut(trial.measurements(), pointer + "/measurements", faults);
        mustBeLeftOut(trial.startedAt(), pointer + "/startedAt", faults);
        mustBeLeftOut(trial.finishedAt(), pointer + "/finishedAt", faults);
        return null;
    }

    private static SequencedMap<Long, Map<String, Double>> measured(
            NewTrial trial, String pointer, List<FieldFault> faults) {
        SortedMap<Long, Map<String, Double>> measured = new TreeMap<>();
        List<NewMeasurement> measurements = trial.measurements() == null ? List.of() : trial.measurements();
        for (int i = 0; i < measurements.size() && faults.size() < MOST_FAULTS; i++) {
            NewMeasurement measurement = measurements.get(i);
            String at = pointer + "/measurements/" + i;
            if (measured.put(measurement.step(), Metrics.read(measurement.values(), at + "/values", faults)) != null) {
                faults.add(new FieldFault(at + "/step", "must not repeat an earlier step"));
            }
        }
        return measured;
    }

    private static void mustBeLeftOut(@Nullable Object told, String pointer, List<FieldFault> faults) {
        if (told != null) {
            faults.add(new FieldFault(pointer, "must be left out for a queued trial"));
        }
    }

    private static void requireRoom(StudyView view, int queued) {
        if (queued == 0) {
            return;
        }
        if (view.progress().state() == StudyState.COMPLETED) {
            throw view.wrongState("The study is completed and takes no queued trials. Raise its limit or resume it.");
        }
        Long limit = view.study().limits().trials();
        if (limit != null && view.progress().counted() + queued > limit) {
            throw new ProblemException(
                    ProblemType.LIMIT_REACHED,
                    "The limit of %d trials leaves room for %d, not for %d."
                            .formatted(
                                    limit, Math.max(0, limit - view.progress().counted()), queued));
        }
    }

    private AddTrialsResponse insert(StudyView view, List<Checked> checked) {
        var progress = view.progress();
        int first = progress.nextNumbers(checked.size());
        long revision = progress.nextRevisions(checked.size());
        Direction direction = view.terms().objectives().getFirst().direction();
        List<Trial> trials = new ArrayList<>(checked.size());
        List<Measured> measured = new ArrayList<>();
        int imported = 0;
        for (int i = 0; i < checked.size(); i++) {
            Checked one = checked.get(i);
            Trial trial = new Trial(
                    new TrialId(view.study().id(), first + i),
                    Provenance.ofClient(),
                    one.configuration,
                    one.outcome != null,
                    revision + i,
                    view.now());
            if (one.outcome == null) {
                progress.entered(TrialState.QUEUED, 1);
            } else {
                Instant finishedAt = one.request.finishedAt() == null ? view.now() : one.request.finishedAt();
                trial.began(one.request.startedAt());
                trial.tell(one.outcome, one.request.attributes(), direction, revision + i, finishedAt);
                progress.entered(one.outcome.state(), 1);
                bestTrials.imported(view, first + i, one.outcome);
                imported++;
                if (!one.measured.isEmpty()) {
                    measured.add(new Measured(first + i, one.measured, finishedAt));
                }
            }
            trials.add(trial);
        }
        progress.imported(imported);
        writer.insert(trials);
        measuredHistory.keep(view, measured);
        return new AddTrialsResponse(first, checked.size());
    }
}
