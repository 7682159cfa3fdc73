package dev.parley.study;

import dev.parley.problem.RecordReading;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Applies JSON merge patches (RFC 7396) to records. */
@Component
class MergePatch {

    private final JsonMapper json;
    private final RecordReading reading;

    MergePatch(JsonMapper json, RecordReading reading) {
        this.json = json;
        this.reading = reading;
    }

    /**
     * The target with the patch applied, validated.
     *
     * @throws dev.parley.problem.ProblemException of type invalid-request if the patch or the result does not fit the record or
     *     breaks a constraint
     */
    <T extends Record> T apply(T target, ObjectNode patch, Class<T> type) {
        reading.read(patch, type); // so that an unknown field is a fault even where null would only remove it
        return reading.readValid(merge(json.valueToTree(target), patch), type);
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
