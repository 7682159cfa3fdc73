package dev.parley.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/**
 * Makes sealed families true unions: the parent is one of its children and nothing else; each child is flat and pins the
 * discriminator to its own word, which is also its default, so that generated clients fill it in. Derived from the types, each
 * child would refer back to its parent.
 */
@Component
class DiscriminatedUnions implements OpenApiCustomizer {

    private static final String REFERENCE = "#/components/schemas/";

    @Override
    public void customise(OpenAPI api) {
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        List.copyOf(schemas.values()).forEach(schema -> {
            if (schema.getDiscriminator() != null && schema.getOneOf() != null) {
                flatten(schema, schemas);
            }
        });
    }

    private static void flatten(Schema<?> parent, Map<String, Schema> schemas) {
        String tag = parent.getDiscriminator().getPropertyName();
        parent.setProperties(null);
        parent.setRequired(null);
        parent.getDiscriminator().getMapping().forEach((word, reference) -> {
            String name = reference.substring(REFERENCE.length());
            schemas.computeIfPresent(name, (key, derived) -> child(derived, tag, word));
        });
    }

    private static Schema<?> child(Schema<?> derived, String tag, String word) {
        Schema<?> child = new JsonSchema().typesItem("object").description(derived.getDescription());
        child.addProperty(
                tag, new JsonSchema().typesItem("string")._enum(List.of(word))._default(word));
        List<String> required = new ArrayList<>(List.of(tag));
        List<Schema<?>> parts = new ArrayList<>(List.of(derived));
        if (derived.getAllOf() != null) {
            derived.getAllOf().forEach(part -> parts.add(part));
        }
        for (Schema<?> part : parts) {
            if (part.get$ref() == null && part.getProperties() != null) {
                part.getProperties().forEach(child::addProperty);
            }
            if (part.get$ref() == null && part.getRequired() != null) {
                required.addAll(part.getRequired());
            }
        }
        child.setRequired(required.stream().distinct().sorted().toList());
        return child;
    }
}
