package dev.parley.study;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a study, as a client sends it. To create one, space and objectives are needed; to compare with a
 * stored one, what is null matches whatever is stored.
 *
 * @param name the study's name, where the path does not hold it; generated if null
 * @param description what is optimized, in words
 * @param labels names and values to find the study by
 * @param space the parameters, parents before children
 * @param objectives what to optimize; 1 to 16
 * @param strategy how configurations are chosen
 * @param transfer what may be learned from earlier studies; nothing if null
 * @param pruner what stops trials early by what they report; nothing if null
 * @param limits what ends or throttles the study
 * @param lease how long a worker may hold a trial
 */
public record StudyRequest(
        @Pattern(regexp = "^" + StudyName.PATTERN + "$", message = "must match " + StudyName.PATTERN) @Nullable
        String name,

        @Size(max = 20_000) @Nullable String description,
        @Size(max = 64) @Nullable Map<@NotBlank @Size(max = 100) String, @NotNull @Size(max = 1_000) String> labels,
        @Nullable List<@Nullable ParameterDefinition> space,
        @Size(min = 1, max = 16) @Nullable List<@Valid @NotNull ObjectiveDefinition> objectives,
        @Valid @Nullable StrategyDefinition strategy,
        @Valid @Nullable TransferDefinition transfer,
        @Valid @Nullable PrunerDefinition pruner,
        @Valid @Nullable Limits limits,
        @Valid @Nullable LeaseTerms lease) {}
