package dev.parley.llm.draft;

import dev.parley.study.ParameterDefinition;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/**
 * A search space that a language model drafted. Look at it before a study is created with it.
 *
 * @param model the model that drafted it
 * @param space the parameters, as a study takes them
 * @param reasons why each parameter matters and why its range is what it is, by its name, in the model's words
 * @param leftOut what was wrong with parameters that were left out, in sentences
 */
@Schema(name = "SpaceDraft")
record SpaceDraftResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String model,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<ParameterDefinition> space,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, String> reasons,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<String> leftOut) {

    static SpaceDraftResponse of(String model, Draft draft) {
        Map<String, String> reasons = new java.util.LinkedHashMap<>();
        draft.parameters()
                .forEach(parameter -> reasons.put(parameter.definition().name(), parameter.reason()));
        return new SpaceDraftResponse(
                model,
                draft.parameters().stream().map(DraftedParameter::definition).toList(),
                reasons,
                draft.faults().stream()
                        .map(fault -> fault.pointer() + " " + fault.detail())
                        .toList());
    }
}
