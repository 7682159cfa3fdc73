package dev.parley.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Describes the parameters that mean the same in every operation, and says of none that it may be null: it is left out. */
@Component
class ParameterDescriptions implements OpenApiCustomizer {

    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "study", "The study's name",
            "number", "The trial's number in the study, from 0",
            "webhook", "The webhook's identifier",
            "delivery", "The delivery's identifier",
            "fineTune", "The fine-tuning's number",
            "pageSize", "How many entries a page may have",
            "pageToken", "The `nextPageToken` of the page before; the first page if left out",
            "Idempotency-Key",
                    "Makes the request safe to repeat for 24 hours: the same key with the same body does nothing new");

    @Override
    public void customise(OpenAPI api) {
        api.getPaths().values().stream()
                .map(PathItem::readOperations)
                .forEach(operations -> operations.forEach(ParameterDescriptions::describe));
    }

    private static void describe(Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .map(Parameter::getSchema)
                    .filter(schema -> schema != null && schema.getTypes() != null)
                    .forEach(schema -> schema.getTypes().remove("null"));
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getDescription() == null)
                    .forEach(parameter -> parameter.setDescription(DESCRIPTIONS.get(parameter.getName())));
        }
    }
}
