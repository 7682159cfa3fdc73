package dev.parley.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnswerSchemaTests {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void describesEachKindOfParameter() {
        JsonNode parameters = parameters(Briefings.PERCEPTRON);

        assertThat(parameters.get("lr")).isEqualTo(JSON.readTree("""
            {"type": "number", "minimum": 0.00001, "maximum": 0.1}\
            """));
        assertThat(parameters.get("width")).isEqualTo(JSON.readTree("""
            {"type": "integer", "minimum": 8, "maximum": 512}\
            """));
        assertThat(parameters.get("batch")).isEqualTo(JSON.readTree("""
            {"type": "number", "enum": [16, 32, 64, 128]}\
            """));
        assertThat(parameters.get("solver")).isEqualTo(JSON.readTree("""
            {"type": "string", "enum": ["Adam", "SGD", "L-BFGS"]}\
            """));
        assertThat(parameters.get("momentum")).isEqualTo(JSON.readTree("""
            {"type": ["number", "null"], "minimum": 0, "maximum": 0.99}\
            """));
    }

    @Test
    void givesEachTypeOfMixedChoicesAnEnumerationOfItsOwn() {
        Parameter mixed = new CategoricalParameter("c", List.of("1", 1, 0.5, true), null, null);

        assertThat(parameters(new SearchSpace(List.of(mixed))).get("c")).isEqualTo(JSON.readTree("""
            {"anyOf": [{"type": "string", "enum": ["1"]}, {"type": "number", "enum": [1, 0.5]},
                       {"type": "boolean", "enum": [true]}]}\
            """));
    }

    @Test
    void isStrictAtEveryLevelAndAsksForTheReasonFirst() {
        JsonNode schema = schema(Briefings.large(50));
        JsonNode proposal = schema.at("/properties/proposals/items");
        JsonNode configuration = proposal.at("/properties/configuration");

        assertThat(proposal.get("properties").propertyNames()).containsExactly("reason", "configuration");
        assertThat(configuration.get("properties").propertyNames())
                .containsExactlyElementsOf(new Vocabulary(Briefings.large(50)).keys());
        for (JsonNode object : List.of(schema, proposal, configuration)) {
            assertThat(object.get("additionalProperties").booleanValue()).isFalse();
            assertThat(object.get("required").valueStream().map(JsonNode::stringValue))
                    .containsExactlyElementsOf(object.get("properties").propertyNames());
        }
    }

    @Test
    void leavesTheLargestParametersOpenWhereThereAreTooManyChoices() {
        List<Parameter> parameters = new ArrayList<>(Briefings.PERCEPTRON.parameters());
        List<Object> many = new ArrayList<>(
                IntStream.range(0, 2_000).mapToObj(i -> "word" + i).toList());
        parameters.add(new CategoricalParameter("word", many, null, null));
        JsonNode described = parameters(new SearchSpace(parameters));

        assertThat(described.get("word")).isEqualTo(JSON.readTree("{\"type\": \"string\"}"));
        assertThat(described.get("solver").has("enum")).isTrue();
    }

    private static JsonNode parameters(SearchSpace space) {
        return schema(space).at("/properties/proposals/items/properties/configuration/properties");
    }

    private static JsonNode schema(SearchSpace space) {
        return JSON.readTree(new AnswerSchema(new Vocabulary(space), false).json());
    }
}
