package dev.parley.finetuning;

import dev.parley.finetuning.Work.Provided;
import dev.parley.finetuning.Work.Source;
import dev.parley.llm.model.Models;
import dev.parley.llm.model.TunedModels;
import dev.parley.observability.Metric;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Takes fine-tunings on, shows them, and ends them. */
@Service
class FineTuneService {

    /** How many complete trials a study needs to take part. */
    static final int FEWEST_TRIALS = 15;

    private final FineTunes fineTunes;
    private final PastStudies studies;
    private final Exams exams;
    private final Models models;
    private final TunedModels tuned;
    private final Transactions transactions;
    private final MeterRegistry meters;

    FineTuneService(
            FineTunes fineTunes,
            PastStudies studies,
            Exams exams,
            Models models,
            TunedModels tuned,
            Transactions transactions,
            MeterRegistry meters) {
        this.fineTunes = fineTunes;
        this.studies = studies;
        this.exams = exams;
        this.models = models;
        this.tuned = tuned;
        this.transactions = transactions;
        this.meters = meters;
    }

    /** Takes a fine-tuning on; the work begins by itself. */
    FineTuneResponse create(Project project, FineTuneRequest request) {
        if (tuned.trainer(request.model()).isEmpty()) {
            throw ProblemException.at(
                    "/model",
                    models.find(request.model()).isEmpty()
                            ? "must be the name of a configured model: GET /api/v1/models lists them"
                            : "must be a model of the provider openai, or of a server that speaks its interface");
        }
        FineTuneRequest whole = request.withDefaults("%s-%s-%s"
                .formatted(
                        request.model(),
                        request.kind(),
                        Long.toString(Instant.now().toEpochMilli(), 36)));
        requireName(project, whole);
        Work work = new Work(sources(project, whole), List.of(), null, Provided.NOTHING, List.of())
                .at(FineTuneState.BUILDING, Instant.now());
        requireCalls(project, whole, work);
        try {
            long number = transactions.write(() -> fineTunes.add(project, whole, work));
            Metric.FINE_TUNES.counter(meters, FineTuneState.BUILDING.toString()).increment();
            return get(project, number);
        } catch (DuplicateKeyException e) {
            throw taken();
        }
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
        Map<String, PastStudy> found = named(project, request);
        Map<String, String> groups = new LinkedHashMap<>();
        found.values().stream()
                .filter(study -> study.complete() >= FEWEST_TRIALS)
                .forEach(study -> groups.put(study.name(), group(project, study.name(), request.groupBy())));
        long count = groups.values().stream().distinct().count();
        if (count < Split.FEWEST) {
            String detail =
                    "must be at least %d studies%s with %d complete trials each, to learn from, to watch and to test on: %d"
                            .formatted(
                                    Split.FEWEST,
                                    request.groupBy() == null ? "" : " of different groups",
                                    FEWEST_TRIALS,
                                    count);
            throw ProblemException.at(request.studies() == null ? "/filter" : "/studies", detail + " have been found");
        }
        Map<String, Split> parts = Split.of(List.copyOf(groups.values()), Objects.requireNonNull(request.seed()));
        return groups.entrySet().stream()
                .map(entry -> new Source(
                        entry.getKey(),
                        Objects.requireNonNull(parts.get(entry.getValue())),
                        Objects.requireNonNull(found.get(entry.getKey()))
                                .trials()
                                .size()))
                .toList();
    }

    private String group(Project project, String study, @Nullable String label) {
        String value = label == null ? null : studies.label(project, study, label);
        return value == null ? "study " + study : "label " + value;
    }

    /** The studies that are named or let through, by name. */
    private Map<String, PastStudy> named(Project project, FineTuneRequest request) {
        if ((request.studies() == null) == (request.filter() == null)) {
            throw ProblemException.at("", "must have either studies or a filter");
        }
        List<String> names = request.filter() == null
                ? Objects.requireNonNull(request.studies())
                : studies.names(project, request.filter());
        Map<String, PastStudy> found = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            name(name)
                    .flatMap(valid -> studies.lookUp(project, valid))
                    .ifPresentOrElse(study -> found.put(name, study), () -> missing.add(name));
        }
        if (!missing.isEmpty() && request.studies() != null) {
            int first = request.studies().indexOf(missing.getFirst());
            throw ProblemException.at("/studies/" + first, "must be the name of a study of this project");
        }
        return found;
    }

    private static Optional<StudyName> name(String name) {
        return name.matches(StudyName.PATTERN) ? Optional.of(new StudyName(name)) : Optional.empty();
    }

    /** The budget has to reach for one study at least. */
    private void requireCalls(Project project, FineTuneRequest request, Work work) {
        Exam exam = exams.of(request);
        int tokens = models.find(request.model()).orElseThrow().card().promptTokens();
        List<Long> calls = work.sources(Split.HELD_OUT).stream()
                .flatMap(source -> studies.of(project, source).stream())
                .filter(study -> !exam.places(study).isEmpty())
                .map(study -> Evaluation.callsOf(exam, study, tokens))
                .toList();
        if (calls.isEmpty()) {
            throw ProblemException.at(
                    request.studies() == null ? "/filter" : "/studies",
                    "must have studies that can be tested on: those held out have too few trials or no different"
                            + " values");
        }
        long fewest = calls.stream().mapToLong(Long::longValue).min().orElseThrow();
        if (fewest > Evaluation.calls(request)) {
            throw ProblemException.at(
                    "/evaluationBudget/calls", "must be at least %d, which one study takes".formatted(fewest));
        }
    }

    FineTuneResponse get(Project project, long number) {
        return transactions
                .read(() -> fineTunes.find(project, number))
                .map(FineTuneResponse::of)
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
}
