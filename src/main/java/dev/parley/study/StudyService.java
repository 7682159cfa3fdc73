package dev.parley.study;

import dev.parley.optimizer.space.SearchSpace;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.IdempotencyKeys.Scope;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Creates, reads, changes and removes studies. */
@Service
public class StudyService {

    private final Transactions transactions;
    private final Studies studies;
    private final StudyRepository repository;
    private final StudyDefinitionRepository definitions;
    private final StudyCreation creation;
    private final IdempotencyKeys idempotencyKeys;
    private final MergePatch mergePatch;
    private final SpacePatch spacePatch;
    private final JsonMapper json;
    private final ModelNames modelNames;
    private final SecureRandom random = new SecureRandom();

    StudyService(
            Transactions transactions,
            Studies studies,
            StudyRepository repository,
            StudyDefinitionRepository definitions,
            StudyCreation creation,
            IdempotencyKeys idempotencyKeys,
            MergePatch mergePatch,
            SpacePatch spacePatch,
            JsonMapper json,
            ModelNames modelNames) {
        this.transactions = transactions;
        this.studies = studies;
        this.repository = repository;
        this.definitions = definitions;
        this.creation = creation;
        this.idempotencyKeys = idempotencyKeys;
        this.mergePatch = mergePatch;
        this.spacePatch = spacePatch;
        this.json = json;
        this.modelNames = modelNames;
    }

    /**
     * A study that was put or found.
     *
     * @param study the study
     * @param created whether it is new
     */
    public record Put(StudyResponse study, boolean created) {}

    /** Creates the study if there is none of this name; otherwise the stored one must agree. */
    public Put put(Project project, StudyName name, StudyRequest request) {
        SentDefinition sent = SentDefinition.of(request);
        try {
            return transactions.write(() -> putOnce(project, name, request, sent));
        } catch (DataIntegrityViolationException e) {
            // Another request created it in the meantime: now it is found.
            return transactions.write(() -> putOnce(project, name, request, sent));
        }
    }

    /**
     * Checks, without creating it, that a study can be put.
     *
     * @throws ProblemException of type invalid-request if the definition is at fault, and of type study-exists if the
     *     stored one of this name is another
     */
    public void check(Project project, StudyName name, StudyRequest request) {
        SentDefinition sent = SentDefinition.of(request);
        transactions.read(() -> {
            if (repository.existsByProjectAndName(project.name(), name.value())) {
                requireAgreement(studies.find(project, name), name, sent);
            } else {
                creation.check(project, sent);
            }
            return name;
        });
    }

    private Put putOnce(Project project, StudyName name, StudyRequest request, SentDefinition sent) {
        if (!repository.existsByProjectAndName(project.name(), name.value())) {
            return new Put(response(creation.create(project, name, request, sent)), true);
        }
        StudyView view = studies.find(project, name);
        requireAgreement(view, name, sent);
        return new Put(response(view), false);
    }

    private void requireAgreement(StudyView view, StudyName name, SentDefinition sent) {
        StudyDefinition stored = definitions.findById(view.study().id()).orElseThrow();
        sent.requireAgreement(
                SentDefinition.of(json.readValue(stored.sent(), StudyRequest.class)),
                view.terms(),
                json.readValue(stored.strategy(), StrategyDefinition.class).inForce(),
                name);
    }

    /** Creates a study, under a generated name if the request has none. */
    public StudyResponse post(Project project, StudyRequest request, @Nullable String idempotencyKey) {
        SentDefinition sent = SentDefinition.of(request);
        String requested = request.name();
        Scope scope = idempotencyKey == null
                ? null
                : new Scope(project, "create", requested == null ? "" : requested, idempotencyKey);
        try {
            return transactions.write(() -> postOnce(project, request, sent, scope));
        } catch (DataIntegrityViolationException e) {
            return transactions.write(() -> postOnce(project, request, sent, scope));
        }
    }

    private record CreatedStudy(String name) {}

    private StudyResponse postOnce(Project project, StudyRequest request, SentDefinition sent, @Nullable Scope scope) {
        if (scope != null) {
            var before = idempotencyKeys.find(scope, request, CreatedStudy.class, Instant.now());
            if (before.isPresent()) {
                return response(studies.find(project, new StudyName(before.get().name)));
            }
        }
        StudyName name = request.name() == null ? StudyName.generated(random) : new StudyName(request.name());
        if (repository.existsByProjectAndName(project.name(), name.value())) {
            throw new ProblemException(
                    ProblemType.STUDY_EXISTS,
                    "There is a study named %s already. PUT it to use it, or choose another name.".formatted(name));
        }
        StudyView created = creation.create(project, name, request, sent);
        if (scope != null) {
            idempotencyKeys.keep(scope, request, created.study().id(), new CreatedStudy(name.value()), created.now());
        }
        return response(created);
    }

    public StudyResponse get(Project project, StudyName name) {
        return transactions.read(() -> response(studies.find(project, name)));
    }

    /**
     * Changes description, labels, limits and the search space; a study that its limits had completed goes on where they
     * no longer do.
     *
     * @throws ProblemException of type version-mismatch if the definition is not of the expected version
     */
    StudyResponse patch(Project project, StudyName name, int expectedVersion, ObjectNode patch) {
        return transactions.write(() -> {
            StudyView view = studies.lock(project, name);
            Study study = view.study();
            if (study.version() != expectedVersion) {
                throw new ProblemException(
                        ProblemType.VERSION_MISMATCH,
                        "The study's ETag is \"%d\" by now. Read it again and send the change with that."
                                .formatted(study.version()));
            }
            StudyPatch changed = mergePatch.apply(
                    new StudyPatch(study.description(), study.labels(), study.limits(), null), patch, StudyPatch.class);
            Limits limits = changed.limits() == null ? Limits.NONE : changed.limits();
            SentDefinition.checkLimits(limits, view.terms().objectives());
            Map<String, String> labels = changed.labels() == null ? Map.of() : changed.labels();
            Optional<SearchSpace> space = patch.has("space")
                    ? spacePatch.read(changed.space(), view.terms().space())
                    : Optional.empty();
            StudyView after = space.map(view::with).orElse(view);
            after.change(() -> {
                study.describe(changed.description(), labels, limits);
                space.ifPresent(other -> spacePatch.apply(after));
                after.progress().nextRevision();
            });
            return response(after);
        });
    }

    void delete(Project project, StudyName name) {
        transactions.write(() -> {
            repository.removeById(studies.lock(project, name).study().id());
            return name;
        });
    }

    StudyResponse pause(Project project, StudyName name) {
        return change(project, name, view -> {
            switch (view.progress().state()) {
                case ACTIVE -> view.progress().pause(view.now());
                case PAUSED -> {}
                case COMPLETED -> throw view.wrongState("A completed study cannot be paused.");
            }
        });
    }

    StudyResponse resume(Project project, StudyName name) {
        return change(project, name, view -> {
            if (view.progress().state() == StudyState.COMPLETED && view.limitIsMet()) {
                throw view.wrongState("The study met a limit. Raise the limit to go on.");
            }
            if (view.progress().state() != StudyState.ACTIVE) {
                view.progress().resume(view.now());
            }
        });
    }

    StudyResponse complete(Project project, StudyName name) {
        return change(project, name, view -> {
            if (view.progress().state() != StudyState.COMPLETED) {
                view.progress().complete(view.now());
            }
        });
    }

    private StudyResponse change(Project project, StudyName name, Consumer<StudyView> transition) {
        return transactions.write(() -> {
            StudyView view = studies.lock(project, name);
            view.change(() -> transition.accept(view));
            return response(view);
        });
    }

    private StudyResponse response(StudyView view) {
        return StudyResponse.of(
                view.study(), view.progress(), view.terms(), modelNames.note(view.study(), view.terms()));
    }
}
