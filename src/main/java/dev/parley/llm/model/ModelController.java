package dev.parley.llm.model;

import dev.parley.study.Project;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/models", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Models")
class ModelController {

    private final Models models;
    private final TunedModels tuned;

    ModelController(Models models, TunedModels tuned) {
        this.models = models;
        this.tuned = tuned;
    }

    @GetMapping
    @Operation(
            operationId = "listModels",
            summary = "List the language models and their state, as the answering process knows it")
    ModelList list(@Parameter(hidden = true) Project project) {
        LanguageModel byDefault = models.byDefault().orElse(null);
        List<ModelResponse> all = new ArrayList<>();
        models.all().forEach(model -> all.add(ModelResponse.of(model, model == byDefault, null)));
        for (TunedModel model : tuned.all(project)) {
            if (models.find(model.name()).isEmpty()) {
                all.add(ModelResponse.of(tuned.model(project, model), false, model));
            }
        }
        return new ModelList(List.copyOf(all));
    }
}
