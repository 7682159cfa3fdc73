package dev.parley.study;

import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.study.ModelNames.Use;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores new studies in the caller's transaction. A name that is taken ends the transaction with a
 * DataIntegrityViolationException, if it was not looked up before.
 */
@Component
public class StudyCreation {

    private final Studies studies;
    private final StudyRepository repository;
    private final StudyProgressRepository progressRepository;
    private final StudyDefinitionRepository definitions;
    private final TermsReader termsReader;
    private final JsonMapper json;
    private final ApplicationEventPublisher events;
    private final ModelNames modelNames;
    private final SecureRandom random = new SecureRandom();

    StudyCreation(
            Studies studies,
            StudyRepository repository,
            StudyProgressRepository progressRepository,
            StudyDefinitionRepository definitions,
            TermsReader termsReader,
            JsonMapper json,
            ApplicationEventPublisher events,
            ModelNames modelNames) {
        this.studies = studies;
        this.repository = repository;
        this.progressRepository = progressRepository;
        this.definitions = definitions;
        this.termsReader = termsReader;
        this.json = json;
        this.events = events;
        this.modelNames = modelNames;
    }

    /**
     * Creates a study as a client would.
     *
     * @throws ProblemException of type invalid-request, before anything is stored, if the definition is at fault
     */
    public StudyView create(Project project, StudyName name, StudyRequest request) {
        return create(project, name, request, SentDefinition.of(request));
    }

    /**
     * The definition of a study that searches the same as another one, by the same strategy with a seed of its own, and learns
     * from that one's trials. One that replayed a recording asks a model itself.
     *
     * @param labels the labels of the new study
     * @param limits its limits; those of the other one if null
     */
    public StudyRequest successor(StudyView study, Map<String, String> labels, @Nullable Limits limits) {
        StudyTerms terms = study.terms();
        return new StudyRequest(
                null,
                study.study().description(),
                labels,
                List.copyOf(terms.space().parameters().stream()
                        .map(ParameterDefinition::of)
                        .toList()),
                terms.objectives().stream()
                        .map(objective -> new ObjectiveDefinition(objective.name(), objective.direction()))
                        .toList(),
                StrategyDefinition.of(terms).afresh(),
                TransferDefinition.from(study),
                terms.pruner(),
                limits == null ? study.study().limits() : limits,
                new LeaseTerms(study.study().leaseSeconds(), study.study().leaseAttempts()));
    }

    /** Creates a study whose definition was read already. */
    StudyView create(Project project, StudyName name, StudyRequest request, SentDefinition sent) {
        SentDefinition whole = sent.whole();
        StudyView recorded = recorded(project, whole.strategy());
        StrategyDefinition strategy =
                (recorded == null ? whole.strategy() : asRecorded(recorded.terms(), whole)).withDefaults(random);
        TransferDefinition transfer =
                recorded == null ? whole.transfer() : recorded.terms().transfer();
        PrunerDefinition pruner =
                whole.pruner() == null ? null : whole.pruner().inForce(Objects.requireNonNull(whole.objectives()));
        requireModel(project, strategy);
        Study study = repository.saveAndFlush(new Study(
                project,
                name,
                request.description(),
                request.labels() == null ? Map.of() : request.labels(),
                request.limits() == null ? Limits.NONE : request.limits(),
                request.lease() == null ? LeaseTerms.DEFAULT : request.lease(),
                Instant.now()));
        List<ParameterDefinition> space = Objects.requireNonNull(whole.space()).parameters().stream()
                .map(ParameterDefinition::of)
                .toList();
        StudyRequest normalized = new StudyRequest(
                null,
                null,
                null,
                List.copyOf(space),
                request.objectives(),
                whole.strategy(),
                whole.transfer(),
                whole.pruner(),
                null,
                null);
        definitions.save(new StudyDefinition(
                study.id(),
                termsReader.write(Objects.requireNonNull(whole.space())),
                json.writeValueAsString(request.objectives()),
                json.writeValueAsString(strategy),
                transfer == null ? null : json.writeValueAsString(transfer),
                pruner == null ? null : json.writeValueAsString(pruner),
                json.writeValueAsString(normalized)));
        progressRepository.saveAndFlush(new StudyProgress(study.id()));
        StudyView created = studies.find(project, name);
        events.publishEvent(new StudyCreated(created));
        return created;
    }

    /** Checks what can be checked of a new study's definition before it is stored. */
    void check(Project project, SentDefinition sent) {
        requireModel(project, sent.whole().strategy().withDefaults(random));
    }

    /** The study that another one replays; null if it replays none. */
    private @Nullable StudyView recorded(Project project, StrategyDefinition strategy) {
        if (strategy.replay() == null) {
            return null;
        }
        StudyView recorded = studies.lookUp(project, new StudyName(strategy.replay()))
                .orElseThrow(() -> ProblemException.at(
                        "/strategy/replay", "must name a study of this project: there is no " + strategy.replay()));
        if (recorded.terms().model() == null) {
            throw ProblemException.at(
                    "/strategy/replay",
                    "must name a study with a language model: the strategy of %s is %s"
                            .formatted(strategy.replay(), recorded.terms().strategy()));
        }
        return recorded;
    }

    /** The strategy of a study that replays another one, which is that one's where it says nothing. */
    private static StrategyDefinition asRecorded(StudyTerms recorded, SentDefinition whole) {
        List<FieldFault> faults = new ArrayList<>();
        whole.addDifferences(recorded, "must be that of the study to replay", faults);
        StrategyDefinition filled = whole.strategy().asRecorded(StrategyDefinition.of(recorded));
        filled.addFaults(faults);
        ProblemException.throwIfAny(faults);
        return filled;
    }

    private void requireModel(Project project, StrategyDefinition strategy) {
        boolean isReminded = strategy.memory() == ModelMemory.CONVERSATION && strategy.replay() == null;
        if (isReminded && !modelNames.keepsTexts()) {
            throw ProblemException.at(
                    "/strategy/memory", "must be summary: this service keeps no texts of what models are asked");
        }
        modelNames.require(project, strategy.model(), Use.PROPOSALS, "/strategy/model");
        if (strategy.rerank() != null) {
            modelNames.require(project, strategy.rerank().model(), Use.PREDICTIONS, "/strategy/rerank/model");
        }
    }
}
