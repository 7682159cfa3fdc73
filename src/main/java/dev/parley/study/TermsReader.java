package dev.parley.study;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a study optimizes and how from its stored definition, and remembers it, since it seldom changes. */
@Component
class TermsReader {

    private static final TypeReference<List<ParameterDefinition>> SPACE = new TypeReference<>() {};
    private static final TypeReference<List<ObjectiveDefinition>> OBJECTIVES = new TypeReference<>() {};

    private record Key(Incarnation incarnation, long studyId, int spaceVersion) {}

    private final StudyDefinitionRepository definitions;
    private final JsonMapper json;
    private final Cache<Key, StudyTerms> cache = Caffeine.newBuilder()
            .maximumWeight(200_000)
            .weigher((Key key, StudyTerms terms) -> terms.space().size())
            .build();

    TermsReader(StudyDefinitionRepository definitions, JsonMapper json) {
        this.definitions = definitions;
        this.json = json;
    }

    /**
     * The terms of a study.
     *
     * @throws OptimisticLockingFailureException if its space was changed after the study was read
     */
    StudyTerms read(Study study, Incarnation incarnation) {
        Key key = new Key(incarnation, study.id(), study.spaceVersion());
        StudyTerms terms = cache.getIfPresent(key);
        if (terms == null) {
            terms = read(definition(study));
            cache.put(key, terms);
        }
        return terms;
    }

    private StudyDefinition definition(Study study) {
        Object[] found = definitions.findWithSpaceVersion(study.id()).getFirst();
        if ((int) found[1] != study.spaceVersion()) {
            throw new OptimisticLockingFailureException("the search space was changed in the meantime");
        }
        return (StudyDefinition) found[0];
    }

    /** The space as the JSON text that is stored. */
    String write(SearchSpace space) {
        return json.writerFor(SPACE)
                .writeValueAsString(
                        space.parameters().stream().map(ParameterDefinition::of).toList());
    }

    private StudyTerms read(StudyDefinition definition) {
        StrategyDefinition strategy = json.readValue(definition.strategy(), StrategyDefinition.class);
        String transfer = definition.transfer();
        String pruner = definition.pruner();
        return strategy.inForce()
                .terms(
                        SpaceReading.read(json.readValue(definition.space(), SPACE)),
                        objectives(definition),
                        transfer == null
                                ? TransferDefinition.NONE
                                : json.readValue(transfer, TransferDefinition.class)
                                        .inForce(),
                        pruner == null ? null : json.readValue(pruner, PrunerDefinition.class));
    }

    private List<Objective> objectives(StudyDefinition definition) {
        return json.readValue(definition.objectives(), OBJECTIVES).stream()
                .map(ObjectiveDefinition::toObjective)
                .toList();
    }
}
