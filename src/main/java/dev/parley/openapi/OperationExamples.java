package dev.parley.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives operations the examples under {@code openapi/examples}: {@code ask.request.json} for the body that {@code ask}
 * takes, {@code ask.response.json} for what it answers.
 */
@Component
class OperationExamples implements OpenApiCustomizer {

    private final JsonMapper mapper;

    OperationExamples(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public void customise(OpenAPI api) {
        api.getPaths().values().stream()
                .map(PathItem::readOperations)
                .forEach(operations -> operations.forEach(this::addExamples));
    }

    private void addExamples(Operation operation) {
        if (operation.getRequestBody() != null) {
            add(operation.getRequestBody().getContent(), operation.getOperationId() + ".request.json");
        }
        operation.getResponses().forEach((status, response) -> {
            if (status.startsWith("2")) {
                add(response.getContent(), operation.getOperationId() + ".response.json");
            }
        });
    }

    private void add(@Nullable Content content, String file) {
        ClassPathResource resource = new ClassPathResource("openapi/examples/" + file);
        if (content == null || !resource.exists()) {
            return;
        }
        try (InputStream input = resource.getInputStream()) {
            Object example = mapper.readValue(input, Object.class);
            content.values().forEach(media -> media.setExample(example));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the example " + file, e);
        }
    }
}
