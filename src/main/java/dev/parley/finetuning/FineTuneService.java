package dev.parley.finetuning;

import dev.parley.finetuning.PastStudies.Candidate;
import dev.parley.finetuning.Work.Source;
import dev.parley.llm.model.Models;
import dev.parley.llm.model.TunedModels;
import dev.parley.observability.Metric;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.IdempotencyKeys;
import dev.parley.study.IdempotencyKeys.Scope;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Takes fine-tunings on, shows them, and ends them. */
@Service
class FineTuneService {

    /** How many complete trials a study needs to take part. */
    static final int FEWEST_TRIALS = 15;

    private static final String OPERATION = "fine-tune";

    private final FineTunes fineTunes;
    private final PastStudies studies;
    private final Exams exams;
    private final Models models;
    private final TunedModels tuned;
    private final IdempotencyKeys idempotencyKeys;
    private final Transactions transactions;
    private final MeterRegistry meters;

    FineTuneService(
            FineTunes fineTunes,
            PastStudies studies,
            Exams exams,
            Models models,
            TunedModels tuned,
            IdempotencyKeys idempotencyKeys,
            Transactions transactions,
            MeterRegistry meters) {
        this.fineTunes = fineTunes;
        this.studies = studies;
        this.exams = exams;
        this.models = models;
        this.tuned = tuned;
        this.idempotencyKeys = idempotencyKeys;
        this.transactions = transactions;
        this.meters = meters;
        Metric.FINE_TUNES.begin(meters, (Object[]) FineTuneState.values());
    }

    /**
     * Takes a fine-tuning on; the work begins by itself. The same request with the same key again takes on none. A key is
     * forgotten early where the first of the studies is removed.
     */
    FineTuneResponse create(Project project, FineTuneRequest request, @Nullable String idempotencyKey) {
        Scope scope = idempotencyKey == null ? null : new Scope(project, OPERATION, "", idempotencyKey);
        return before(scope, request).orElseGet(() -> {
            FineTuneRequest whole = whole(request);
            requireName(project, whole);
            Work work = Work.on(sources(project, whole)).at(FineTuneState.BUILDING, Instant.now());
            requireCalls(project, whole, work);
            try {
                long number = transactions.write(() -> add(project, request, whole, work, scope));
                Metric.FINE_TUNES
                        .counter(meters, FineTuneState.BUILDING.toString())
                        .increment();
                return get(project, number);
            } catch (DuplicateKeyException e) {
                return before(scope, request).orElseThrow(FineTuneService::taken);
            }
        });
    }

    private record Created(long number) {}

    private Optional<FineTuneResponse> before(@Nullable Scope scope, FineTuneRequest request) {
        return scope == null
                ? Optional.empty()
                : transactions
                        .read(() -> idempotencyKeys.find(scope, request, Created.class, Instant.now()))
                        .map(created -> get(scope.project(), created.number));
    }

    private long add(
            Project project, FineTuneRequest request, FineTuneRequest whole, Work work, @Nullable Scope scope) {
        long number = fineTunes.add(project, whole, work);
        if (scope != null) {
            long study = work.sources().getFirst().id();
            idempotencyKeys.keep(scope, request, study, new Created(number), Instant.now());
        }
        return number;
    }

    private FineTuneRequest whole(FineTuneRequest request) {
        if (tuned.trainer(request.model()).isEmpty()) {
            throw ProblemException.at(
                    "/model",
                    models.find(request.model()).isEmpty()
                            ? "must be the name of a configured model: GET /api/v1/models lists them"
                            : "must be a model of the provider openai, or of a server that speaks its interface");
        }
        return request.withDefaults("%s-%s-%s"
                .formatted(
                        request.model(),
                        request.kind(),
                        Long.toString(Instant.now().toEpochMilli(), 36)));
    }

    private void requireName(Project project, FineTuneRequest request) {
        String name = Objects.requireNonNull(request.name());
        if (models.find(name).isPresent() || transactions.read(() -> fineTunes.isTaken(project, name))) {
            throw taken();
        }
    }

    private static ProblemException taken() {
        return ProblemException.at("/name", "must be a name that no other model has");
    }

    /** The studies that take part, each with what it is for. */
    private List<Source> sources(Project project, FineTuneRequest request) {
        List<Candidate> found = found(project, request).stream()
                .filter(study -> study.complete() >= FEWEST_TRIALS)
                .toList();
        List<String> groups = found.stream().map(FineTuneService::group).toList();
        long count = groups.stream().distinct().count();
        if (count < Split.FEWEST) {
            String detail =
                    "must be at least %d studies%s with %d complete trials each, to learn from, to watch and to test on: %d"
                            .formatted(
                                    Split.FEWEST,
                                    request.groupBy() == null ? "" : " of different groups",
                                    FEWEST_TRIALS,
                                    count);
            throw ProblemException.at(where(request), detail + " have been found");
        }
        Map<String, Split> parts = Split.of(groups, Objects.requireNonNull(request.seed()));
        return found.stream()
                .map(study -> new Source(
                        study.id(), study.name(), Objects.requireNonNull(parts.get(group(study))), study.ended()))
                .toList();
    }

    private static String group(Candidate study) {
        return study.label() == null ? "study " + study.name() : "label " + study.label();
    }

    private static String where(FineTuneRequest request) {
        return request.studies() == null ? "/filter" : "/studies";
    }

    /** The studies that are named or let through. */
    private List<Candidate> found(Project project, FineTuneRequest request) {
        if ((request.studies() == null) == (request.filter() == null)) {
            throw ProblemException.at("", "must have either studies or a filter");
        }
        if (request.filter() != null) {
            return studies.candidates(project, request.filter(), request.groupBy());
        }
        List<String> names = Objects.requireNonNull(request.studies());
        List<Candidate> found = studies.candidates(project, names, request.groupBy());
        Set<String> known = found.stream().map(Candidate::name).collect(Collectors.toSet());
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(missing -> {
            throw ProblemException.at(
                    "/studies/" + names.indexOf(missing), "must be the name of a study of this project");
        });
        return found;
    }

    /** The budget has to reach for one study at least. They are read one at a time, up to the first that it reaches for. */
    private void requireCalls(Project project, FineTuneRequest request, Work work) {
        Exam exam = exams.of(request);
        int tokens = models.find(request.model()).orElseThrow().card().promptTokens();
        long fewest = Long.MAX_VALUE;
        for (Source source : work.sources(Split.HELD_OUT)) {
            Optional<PastStudy> study = studies.heldOut(project, request, source)
                    .filter(past -> !exam.places(past).isEmpty());
            if (study.isPresent()) {
                fewest = Math.min(fewest, Evaluation.callsOf(exam, study.get(), tokens));
                if (fewest <= Evaluation.calls(request)) {
                    return;
                }
            }
        }
        if (fewest == Long.MAX_VALUE) {
            throw ProblemException.at(
                    where(request),
                    "must have studies that can be tested on: those held out have too few trials or no different"
                            + " values");
        }
        throw ProblemException.at(
                "/evaluationBudget/calls", "must be at least %d, which one study takes".formatted(fewest));
    }

    FineTuneResponse get(Project project, long number) {
        return FineTuneResponse.of(transactions.read(() -> find(project, number)));
    }

    private FineTune find(Project project, long number) {
        return fineTunes
                .find(project, number)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.FINE_TUNE_NOT_FOUND,
                        "There is no fine-tuning of the number %d in this project.".formatted(number)));
    }

    FineTuneList list(Project project, Page page) {
        List<FineTune> found = transactions.read(() -> fineTunes.page(project, page));
        return new FineTuneList(
                page.cut(found).stream().map(FineTuneResponse::of).toList(),
                page.nextToken(found, fineTune -> Long.toString(fineTune.number())));
    }

    /** Has one cancelled, here and at the provider, which takes a moment. */
    FineTuneResponse cancel(Project project, long number) {
        FineTuneResponse before = get(project, number);
        if (transactions.write(() -> fineTunes.cancel(project, number)) == 0) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE, "The fine-tuning is done already: it is %s.".formatted(before.state()));
        }
        return get(project, number);
    }

    /** Removes one that is done, with its model, which stays at the provider. Studies that use the model go on without. */
    void delete(Project project, long number) {
        transactions.write(() -> {
            FineTuneState state = find(project, number).state();
            FineTune removed = fineTunes
                    .remove(project, number)
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.WRONG_STATE, "The fine-tuning is %s. Cancel it first.".formatted(state)));
            if (removed.state() == FineTuneState.USABLE || removed.state() == FineTuneState.REJECTED) {
                tuned.remove(project, removed.name());
            }
            return idempotencyKeys.forget(project, OPERATION, new Created(number));
        });
    }
}
