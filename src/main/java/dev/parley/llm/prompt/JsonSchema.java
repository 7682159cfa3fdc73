package dev.parley.llm.prompt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pieces of JSON schemas that strict structured output takes. */
public final class JsonSchema {

    private JsonSchema() {}

    /** An object with exactly these properties, in their order. */
    public static Map<String, Object> object(Map<String, Object> properties) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("properties", properties);
        object.put("required", List.copyOf(properties.keySet()));
        object.put("additionalProperties", false);
        return object;
    }

    /** An array of any length. */
    public static Map<String, Object> array(Map<String, Object> items) {
        Map<String, Object> array = new LinkedHashMap<>();
        array.put("type", "array");
        array.put("items", items);
        return array;
    }
}
