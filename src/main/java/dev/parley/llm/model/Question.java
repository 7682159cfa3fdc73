package dev.parley.llm.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model is asked.
 *
 * @param system what it is and how it is to answer
 * @param earlier what it was asked and answered before, the earliest first; empty for a question that stands by itself
 * @param user the matter at hand
 * @param schema the JSON schema that the answer must fit, for providers that can hold a model to one; null for free text
 */
public record Question(
        String system,
        List<Spoken> earlier,
        String user,
        @Nullable String schema) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String MINIMUM = "minimum";
    private static final String MAXIMUM = "maximum";

    /**
     * An earlier question and its answer.
     *
     * @param user what was asked
     * @param assistant what was answered
     */
    public record Spoken(String user, String assistant) {}

    public Question {
        earlier = List.copyOf(earlier);
    }

    /** A question that stands by itself. */
    public Question(String system, String user, @Nullable String schema) {
        this(system, List.of(), user, schema);
    }

    /** The same question, with a schema that says nothing of the least and the greatest numbers. */
    Question withoutBounds() {
        if (schema == null) {
            return this;
        }
        JsonNode tree = JSON.readTree(schema);
        unbound(tree);
        return new Question(system, earlier, user, tree.toString());
    }

    private static void unbound(JsonNode node) {
        if (node instanceof ObjectNode part && part.path(MINIMUM).isNumber()) { // and no property of this name
            part.remove(List.of(MINIMUM, MAXIMUM));
        }
        node.forEach(Question::unbound);
    }

    /** The same question, to be answered in free text. */
    Question withoutSchema() {
        return new Question(system, earlier, user, null);
    }
}
