package dev.parley.study;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be changed of a study at any time. As a JSON merge patch (RFC 7396): what is left out stays, null removes.
 *
 * @param description what is optimized, in words
 * @param labels names and values to find the study by
 * @param limits what ends or throttles the study
 * @param space the parameters, all of them: ranges may become wider or narrower, and choices may be added
 */
public record StudyPatch(
        @Size(max = 20_000) @Nullable String description,
        @Size(max = 64) @Nullable Map<@NotBlank @Size(max = 100) String, @NotNull @Size(max = 1_000) String> labels,
        @Valid @Nullable Limits limits,
        @Nullable List<@Nullable ParameterDefinition> space) {}
