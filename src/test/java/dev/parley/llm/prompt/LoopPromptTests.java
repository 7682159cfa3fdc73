package dev.parley.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.History;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a model in a loop is told, and the answer that it may give. */
class LoopPromptTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final SearchSpace SPACE = Briefings.PERCEPTRON;
    private static final Ranges RANGES =
            new Ranges(Map.of("lr", List.of(0.001, 0.01), "solver", List.of("SGD", "gone"), "lost", List.of(1, 2)));

    private static Briefing briefing(SearchSpace space, History history, Loop loop) {
        Briefing plain = Briefings.of(space, history);
        return new Briefing(
                "digits",
                space,
                plain.objectives(),
                List.of(),
                history,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                1,
                loop);
    }

    private static Prompt prompt(History history, Ranges ranges, @Nullable Integer endedBefore) {
        return new PromptWriter(PromptWriter.TOKENS)
                .write(briefing(SPACE, history, new Loop(ranges, endedBefore)))
                .orElseThrow();
    }

    private static JsonNode data(Prompt prompt) {
        String user = prompt.user();
        return JSON.readTree(user.substring(
                user.indexOf(DataBlock.OPENING) + DataBlock.OPENING.length(), user.indexOf(DataBlock.CLOSING)));
    }

    @Test
    void tellsTheRangesInTheSpacesOwnWords() {
        JsonNode data = data(prompt(History.empty(SPACE, 1), RANGES, null));
        assertThat(data.get("ranges")).isEqualTo(JSON.readTree("[{\"lr\": [0.001, 0.01]}, {\"solver\": [\"SGD\"]}]"));
        assertThat(data.get("parameters")).hasSize(SPACE.size());
        assertThat(data(prompt(History.empty(SPACE, 1), Ranges.WHOLE, null)).has("ranges"))
                .isFalse();
        Ranges outside = new Ranges(Map.of("lr", List.of(1, 2), "width", List.of(4, 16), "solver", List.of("gone")));
        assertThat(data(prompt(History.empty(SPACE, 1), outside, null)).get("ranges"))
                .isEqualTo(JSON.readTree("[{\"width\": [8, 16]}]"));
    }

    @Test
    void tellsOneWhoRemembersOnlyWhatIsNew() {
        JsonNode data = data(prompt(Briefings.history(SPACE, 1, 30), RANGES, 27));
        assertThat(data.has("parameters")).isFalse();
        assertThat(data.has("description")).isFalse();
        assertThat(data.get("trials_ended").intValue()).isEqualTo(30);
        assertThat(data.get("best_trials")).hasSize(1);
        assertThat(data.get("new_trials")
                        .valueStream()
                        .map(row -> row.get("trial").intValue()))
                .containsExactly(29, 28, 27);
        assertThat(data.get("ranges")).hasSize(2);
    }

    @Test
    void wantsRangesInTheAnswerOrNull() {
        JsonNode schema =
                JSON.readTree(prompt(History.empty(SPACE, 1), RANGES, null).schema());
        assertThat(schema.at("/required")).isEqualTo(JSON.readTree("[\"ranges\", \"proposals\"]"));
        assertThat(schema.at("/properties/ranges/required")).hasSize(SPACE.size());
        assertThat(schema.at("/properties/ranges/properties/lr/anyOf/0/items/type")
                        .stringValue())
                .isEqualTo("number");
        assertThat(schema.at("/properties/ranges/properties/solver/anyOf/0/items/enum"))
                .hasSize(3);
        assertThat(schema.at("/properties/ranges/properties/lr/anyOf/1/type").stringValue())
                .isEqualTo("null");
    }

    @Test
    void staysWithinItsTokensAndSaysTheSameAgain() {
        SearchSpace large = Briefings.large(50);
        Map<String, List<Object>> ranges = new LinkedHashMap<>();
        large.parameters()
                .forEach(parameter -> ranges.put(
                        parameter.name(),
                        switch (parameter) {
                            case CategoricalParameter p -> List.of("adam", "sgd");
                            case OrdinalParameter p -> List.of(16, 32);
                            default -> List.of(1.2345678901234567e-3, 12.345678901234567);
                        }));
        Briefing briefing = briefing(large, Briefings.history(large, 1, 10_000), new Loop(new Ranges(ranges), null));
        PromptWriter writer = new PromptWriter(PromptWriter.TOKENS);
        Prompt prompt = writer.write(briefing).orElseThrow();
        assertThat(prompt.tokens()).isLessThanOrEqualTo(PromptWriter.TOKENS);
        assertThat(writer.write(briefing)).contains(prompt);
    }
}
