package dev.parley.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundJsonTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": [1, 2]}",
                "```json\n{\"a\": [1, 2]}\n```",
                "```\n{\"a\": [1, 2]}```",
                "{'a': [1, 2,],}",
                "{a: [1., +2]} // done",
                "{\"a\": /* two */ [1, 2]}"
            })
    void readsWhatModelsCallJson(String text) {
        assertThat(found(text).value()).isEqualTo(Map.of("a", List.of(1.0, 2.0)));
        assertThat(found(text).isBrokenOff()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sure! Here is the object you want: {\"a\": 1} Let me know (see [1] and {x}).",
                "<think>{\"a\": 2, perhaps? {\"a\": 3}</think>\n{\"a\": 1}",
                "The set {1, 2} and [3] are not it, but this is: ```json\n{\"a\": 1}\n```"
            })
    void findsItAmidProseAndAfterThoughts(String text) {
        assertThat(found(text).value()).isEqualTo(Map.of("a", 1.0));
        assertThat(found(text).isSurrounded()).isTrue();
    }

    @Test
    void takesFencesForNoProse() {
        assertThat(found("```json\n{\"a\": 1}\n```\n").isSurrounded()).isFalse();
    }

    @Test
    void prefersTheMostWorthy() {
        FoundJson found = FoundJson.in(
                "{\"a\": 1} {\"a\": 5} {\"a\": 5, \"b\": 1}",
                json -> json.toString().contains("5") ? 5 : 1);

        assertThat(found.value()).isEqualTo(Map.of("a", 5.0));
    }

    @Test
    void takesWhatIsWholeOfWhatBreaksOff() {
        FoundJson found = found("{\"list\": [{\"a\": {\"x\": 1}}, {\"a\": {\"x\": 2}}, {\"a\": {\"x\": 3, \"y\"");

        assertThat(found.isBrokenOff()).isTrue();
        assertThat(found.value())
                .isEqualTo(Map.of("list", List.of(Map.of("a", Map.of("x", 1.0)), Map.of("a", Map.of("x", 2.0)))));
    }

    @Test
    void keepsAnOpenObjectWithAWholeOneInIt() {
        assertThat(found("{\"list\": [{\"a\": {\"x\": 1}, \"b\": \"and so").value())
                .isEqualTo(Map.of("list", List.of(Map.of("a", Map.of("x", 1.0)))));
    }

    @Test
    void takesTheLastValueOfANameAndTells() {
        FoundJson found = found("{\"a\": 1, \"a\": 2}");

        assertThat(found.value()).isEqualTo(Map.of("a", 2.0));
        assertThat(found.repeatsKeys()).isTrue();
        assertThat(found("[{\"a\": 1}, {\"a\": 2}]").repeatsKeys()).isFalse();
    }

    @Test
    void readsNumbersThatAreNone() {
        assertThat(found("{\"a\": [NaN, -Infinity, 1e999]}").value())
                .isEqualTo(Map.of("a", List.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no", "{", "[", "}", "{}", "\"", "{\"a\"", "null", "[1, 2]", "\u0000", "{]", "{\"a\": tru"})
    void findsNothingWhereNothingIs(String text) {
        assertThat(found(text).value()).isNull();
    }

    @Test
    @Timeout(20)
    void takesLittleTimeForHostileTexts() {
        int size = 10_000_000;
        assertThat(found("{\"a\":".repeat(size / 5)).value()).isNull();
        assertThat(found("[{".repeat(size / 2)).value()).isNull();
        assertThat(found("{\"a\": \"" + "x".repeat(size)).value()).isNull();
        assertThat(found("{\"a\": " + "9".repeat(size) + "}").value()).isNull();
        assertThat(found("{\"a\": 1e" + "9".repeat(1_000) + "}").value()).isNull();
        assertThat(found("{\"\\".repeat(size / 3)).value()).isNull();
        assertThat(found(" ".repeat(size) + "{\"a\": 1}").value()).isNull();
        assertThat(found("{\"a\": 1, ".repeat(size / 9)).value()).isNull();
    }

    /** The most worthy of all that is an object or a list with anything in it. */
    private static FoundJson found(String text) {
        return FoundJson.in(text, json -> json instanceof Map<?, ?> map ? 10 * map.size() : ((List<?>) json).size());
    }
}
