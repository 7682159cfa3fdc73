package dev.parley.study;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A study.
 *
 * @param name its name
 * @param state active, paused or completed
 * @param description what is optimized, in words
 * @param labels names and values to find it by
 * @param space the parameters; left out in lists
 * @param objectives what is optimized
 * @param strategy how configurations are chosen
 * @param transfer what may be learned from earlier studies
 * @param pruner what stops trials early by what they report
 * @param note what there is to say of its language model, where it has none, for instance
 * @param limits what ends or throttles it
 * @param lease how long a worker may hold a trial
 * @param version the definition's version, which is the ETag
 * @param spaceVersion the space's version
 * @param createdAt when it was created
 * @param progress how far it is
 */
@Schema(name = "Study")
public record StudyResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String name,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) StudyState state,
        @Nullable String description,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, String> labels,
        @Nullable List<ParameterDefinition> space,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<ObjectiveDefinition> objectives,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) StrategyDefinition strategy,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) TransferDefinition transfer,
        @Nullable PrunerDefinition pruner,
        @Nullable String note,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Limits limits,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) LeaseTerms lease,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int version,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int spaceVersion,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) ProgressResponse progress) {

    /** The whole study. */
    static StudyResponse of(Study study, StudyProgress progress, StudyTerms terms, @Nullable String note) {
        return of(
                study,
                progress,
                terms,
                note,
                terms.space().parameters().stream().map(ParameterDefinition::of).toList());
    }

    /** The study without its space, for lists. */
    static StudyResponse summary(Study study, StudyProgress progress, StudyTerms terms, @Nullable String note) {
        return of(study, progress, terms, note, null);
    }

    private static StudyResponse of(
            Study study,
            StudyProgress progress,
            StudyTerms terms,
            @Nullable String note,
            @Nullable List<ParameterDefinition> space) {
        return new StudyResponse(
                study.name().value(),
                progress.state(),
                study.description(),
                study.labels(),
                space,
                terms.objectives().stream()
                        .map(o -> new ObjectiveDefinition(o.name(), o.direction()))
                        .toList(),
                StrategyDefinition.of(terms),
                terms.transfer(),
                terms.pruner(),
                note,
                study.limits(),
                new LeaseTerms(study.leaseSeconds(), study.leaseAttempts()),
                study.version(),
                study.spaceVersion(),
                study.createdAt(),
                ProgressResponse.of(progress));
    }
}
