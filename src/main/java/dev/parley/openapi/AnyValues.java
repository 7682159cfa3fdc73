package dev.parley.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/**
 * Says of maps of anything that their values may be anything, by {@code true} and not by an empty schema: the two mean the
 * same, but generated clients take a value without a type for one that may be null, such as a pointer in Go.
 */
@Component
class AnyValues implements OpenApiCustomizer {

    @Override
    public void customise(OpenAPI api) {
        api.getComponents().getSchemas().values().forEach(AnyValues::allow);
    }

    private static void allow(@Nullable Schema<?> schema) {
        if (schema == null) {
            return;
        }
        if (schema.getAdditionalProperties() instanceof Schema<?> values) {
            if (saysNothing(values)) {
                schema.setAdditionalProperties(true);
            } else {
                allow(values);
            }
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(AnyValues::allow);
        }
        allow(schema.getItems());
    }

    private static boolean saysNothing(Schema<?> schema) {
        return schema.getTypes() == null
                && schema.get$ref() == null
                && schema.getAllOf() == null
                && schema.getAnyOf() == null
                && schema.getOneOf() == null;
    }
}
