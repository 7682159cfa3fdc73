package dev.parley.study;

import dev.parley.problem.ProblemException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Applies JSON merge patches (RFC 7396) to records. */
@Component
class MergePatch {

    private final JsonMapper json;
    private final Validator validator;

    MergePatch(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * The target with the patch applied, validated.
     *
     * @throws ProblemException of type invalid-request if the patch or the result does not fit the record
     * @throws ConstraintViolationException if it breaks a constraint
     */
    <T extends Record> T apply(T target, ObjectNode patch, Class<T> type) {
        read(patch, type); // so that an unknown field is a fault even where null would only remove it
        T result = read(merge(json.valueToTree(target), patch), type);
        Set<ConstraintViolation<T>> violations = validator.validate(result);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return result;
    }

    private <T> T read(JsonNode merged, Class<T> type) {
        try {
            return json.treeToValue(merged, type);
        } catch (JacksonException e) {
            throw ProblemException.unreadable(e);
        }
    }

    private JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode fields)) {
            return patch;
        }
        ObjectNode merged = target instanceof ObjectNode object ? object : json.createObjectNode();
        fields.forEachEntry((name, value) -> {
            if (value.isNull()) {
                merged.remove(name);
            } else {
                JsonNode before = merged.has(name) ? merged.get(name) : json.nullNode();
                merged.set(name, merge(before, value));
            }
        });
        return merged;
    }
}
