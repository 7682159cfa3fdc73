package dev.parley.katib;

import api.v1.beta1.Api.Experiment;
import api.v1.beta1.Api.GetSuggestionsReply;
import api.v1.beta1.Api.GetSuggestionsRequest;
import api.v1.beta1.Api.ParameterAssignment;
import dev.parley.katib.KnownExperiments.ExperimentStudy;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.LeaseTerms;
import dev.parley.study.Project;
import dev.parley.study.StudyRequest;
import dev.parley.study.StudyService;
import dev.parley.suggestion.AskRequest;
import dev.parley.suggestion.AskResponse;
import dev.parley.suggestion.SuggestionService;
import dev.parley.trial.TrialResponse;
import io.grpc.Context;
import io.grpc.Status;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Answers Katib.
 *
 * <p>Katib numbers an experiment's suggestions and says how many of them it has. To Parley each such place is a worker of its
 * own, which resumes the trial that it was given before, if that is still to be run: a request that Katib repeats, since the
 * answer never arrived or was not stored, gets the same trials. Nothing but the study itself has to be remembered for that.
 */
class ExperimentService {

    private static final int MOST_AT_ONCE = 1_000;
    private static final int LONGEST_WORKER = 180;

    private final Project project;
    private final StudyService studies;
    private final SuggestionService suggestions;
    private final KnownExperiments known;
    private final KatibResults results;
    private final Validator validator;

    ExperimentService(
            Project project,
            StudyService studies,
            SuggestionService suggestions,
            KnownExperiments known,
            KatibResults results,
            Validator validator) {
        this.project = project;
        this.studies = studies;
        this.suggestions = suggestions;
        this.known = known;
        this.results = results;
        this.validator = validator;
    }

    /**
     * Checks that Parley can search an experiment.
     *
     * @throws InvalidExperimentException if it cannot
     */
    void check(Experiment experiment) {
        SearchedExperiment searched = ExperimentReading.read(experiment);
        checkDefinition(searched);
        try {
            studies.check(project, searched.study(), searched.definition());
        } catch (ProblemException problem) {
            throw DefinitionFaults.inKatibsWords(searched, problem);
        }
    }

    private void checkDefinition(SearchedExperiment experiment) {
        StudyRequest definition = experiment.definition();
        List<FieldFault> faults = validator.validate(definition).stream()
                .map(fault ->
                        new FieldFault("/" + fault.getPropertyPath().toString().replace('.', '/'), fault.getMessage()))
                .toList();
        if (!faults.isEmpty()) {
            throw DefinitionFaults.inKatibsWords(
                    experiment, new ProblemException(ProblemType.INVALID_REQUEST, "The request is invalid.", faults));
        }
    }

    /** Records the results that Katib brings, and answers as many suggestions as it asks for. */
    GetSuggestionsReply suggest(GetSuggestionsRequest request) {
        SearchedExperiment experiment = ExperimentReading.read(request.getExperiment());
        checkDefinition(experiment);
        checkNumbers(request);
        try {
            studies.put(project, experiment.study(), experiment.definition());
        } catch (ProblemException problem) {
            throw DefinitionFaults.inKatibsWords(experiment, problem);
        }
        ExperimentStudy study = known.find(project, experiment.study());
        TrialNames names = new TrialNames(experiment.name(), study.id(), study.createdAt());
        List<KatibTrial> told = request.getTrialsList().stream()
                .map(trial -> KatibTrial.of(trial, experiment.metric()))
                .toList();
        return known.alone(study, () -> {
            results.record(study, experiment, names, told);
            return suggest(study, experiment, names, told, request);
        });
    }

    private static void checkNumbers(GetSuggestionsRequest request) {
        int current = request.getCurrentRequestNumber();
        int total = request.getTotalRequestNumber();
        List<String> faults = new ArrayList<>();
        if (current < 0 || current > MOST_AT_ONCE) {
            faults.add("current_request_number must be between 0 and %d, not %d; lower parallelTrialCount"
                    .formatted(MOST_AT_ONCE, current));
        }
        if (total < current) {
            faults.add("total_request_number (%d) must not be below current_request_number (%d): this needs Katib 0.14"
                            .formatted(total, current)
                    + " or later");
        }
        InvalidExperimentException.throwIfAny(faults);
    }

    private GetSuggestionsReply suggest(
            ExperimentStudy study,
            SearchedExperiment experiment,
            TrialNames names,
            List<KatibTrial> told,
            GetSuggestionsRequest request) {
        Set<Integer> taken = new HashSet<>();
        told.stream()
                .map(trial -> names.number(trial.name()))
                .flatMapToInt(OptionalInt::stream)
                .forEach(taken::add);
        int total = request.getTotalRequestNumber();
        List<String> workers = IntStream.rangeClosed(total - request.getCurrentRequestNumber() + 1, total)
                .mapToObj(place -> worker(experiment, place))
                .toList();
        Set<String> busy = known.busy(study, workers);
        GetSuggestionsReply.Builder reply = GetSuggestionsReply.newBuilder();
        for (String worker : workers) {
            stopIfNobodyWaits();
            TrialResponse trial = handOut(study, worker, busy.contains(worker), taken);
            taken.add(trial.number());
            reply.addParameterAssignments(assignments(experiment, names, trial));
        }
        return reply.build();
    }

    /** What was handed out so far stays with its places, for the next call. */
    private static void stopIfNobodyWaits() {
        if (Context.current().isCancelled()) {
            throw Status.CANCELLED.withDescription("Katib waits no longer.").asRuntimeException();
        }
    }

    private static String worker(SearchedExperiment experiment, int place) {
        String name = experiment.name();
        return "katib/%s/%d".formatted(name.substring(0, Math.min(name.length(), LONGEST_WORKER)), place);
    }

    /**
     * The trial of a place: the one it has, unless Katib runs that already, or another one. Its lease is long, since Katib is heard of
     * only when it wants more trials, however long these take.
     */
    private TrialResponse handOut(ExperimentStudy study, String worker, boolean isBusy, Set<Integer> taken) {
        for (int attempt = 0; attempt <= taken.size() + 1; attempt++) {
            AskRequest ask = new AskRequest(1, worker, LeaseTerms.MAX_SECONDS, null, null, isBusy && attempt == 0);
            AskResponse answer = suggestions.ask(study.project(), study.name(), ask, null);
            if (answer.trials().isEmpty()) {
                throw nothingToRun(study, answer);
            }
            TrialResponse trial = answer.trials().getFirst();
            if (!taken.contains(trial.number())) {
                return trial;
            }
        }
        throw Refusals.busy();
    }

    /** Katib takes fewer suggestions than it asked for as an error, whose words it shows. */
    private static ProblemException nothingToRun(ExperimentStudy study, AskResponse answer) {
        String detail = switch (answer.study().reason()) {
            case PAUSED -> "Study %s is paused. Resume it, and Katib goes on by itself.";
            case COMPLETED -> "Study %s is completed. Resume it or raise its limit, and Katib goes on by itself.";
            case DRAINING, PARALLEL_LIMIT ->
                "A limit of study %s is met. Raise it, and Katib goes on by itself; maxTrialCount and"
                        + " parallelTrialCount of the experiment do the same.";
            case NO_MATCH -> "Study %s has no trial to run.";
            case null -> "Study %s has no trial to run.";
        };
        return new ProblemException(ProblemType.WRONG_STATE, detail.formatted(study.name()));
    }

    private static GetSuggestionsReply.ParameterAssignments assignments(
            SearchedExperiment experiment, TrialNames names, TrialResponse trial) {
        GetSuggestionsReply.ParameterAssignments.Builder assignments =
                GetSuggestionsReply.ParameterAssignments.newBuilder()
                        .setTrialName(names.of(trial.number(), trial.attempt()))
                        .putLabels("parley.dev/trial", Integer.toString(trial.number()))
                        .putLabels("parley.dev/origin", trial.origin());
        for (SearchedParameter parameter : experiment.parameters()) {
            Object value = trial.configuration().get(parameter.name());
            if (value == null) {
                throw new ProblemException(
                        ProblemType.WRONG_STATE,
                        "Trial %d has no value of %s: the study's space was changed. Start another experiment."
                                .formatted(trial.number(), parameter.name()));
            }
            assignments.addAssignments(
                    ParameterAssignment.newBuilder().setName(parameter.name()).setValue(parameter.text(value)));
        }
        return assignments.build();
    }
}
