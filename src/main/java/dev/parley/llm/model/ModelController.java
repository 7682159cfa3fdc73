package dev.parley.llm.model;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
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

    ModelController(Models models) {
        this.models = models;
    }

    @GetMapping
    @Operation(
            operationId = "listModels",
            summary = "List the language models and their state, as the answering process knows it")
    ModelList list() {
        LanguageModel byDefault = models.byDefault().orElse(null);
        List<ModelResponse> all = models.all().stream()
                .map(model -> ModelResponse.of(model, model == byDefault))
                .toList();
        return new ModelList(all);
    }
}
