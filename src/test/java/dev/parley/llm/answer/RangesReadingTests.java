package dev.parley.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.llm.prompt.Briefings;
import dev.parley.llm.prompt.Vocabulary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangesReadingTests {

    private static final Vocabulary VOCABULARY = new Vocabulary(Briefings.PERCEPTRON);

    private static Map<String, List<Object>> read(String ranges) {
        FoundJson found = FoundJson.in("{\"ranges\": " + ranges + ", \"proposals\": []}", value -> 1);
        return new RangesReading(VOCABULARY).changed(found.value());
    }

    @Test
    void readsPartsOfRangesAndSomeOfTheChoices() {
        assertThat(read("""
            {"lr": [0.001, 0.01], "width": [64, 128], "solver": ["SGD", "adam"], "batch": [32, 64], "nesterov": [true]}
            """))
                .isEqualTo(Map.of(
                        "lr",
                        List.of(0.001, 0.01),
                        "width",
                        List.of(64L, 128L),
                        "solver",
                        List.of("SGD", "Adam"),
                        "batch",
                        List.of(32L, 64L),
                        "nesterov",
                        List.of(true)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0.01, 0.001] | 0.001 | 0.01",
                "[-5, 0.01] | 1e-5 | 0.01",
                "[0.01, 7] | 0.01 | 0.1",
                "{\"min\": 0.001, \"max\": 0.01} | 0.001 | 0.01"
            })
    void takesWhatMeansAPartOfTheRange(String range, double low, double high) {
        assertThat(read("{\"lr\": " + range + "}")).isEqualTo(Map.of("lr", List.of(low, high)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "[0.1]",
                "[5, 9]",
                "[0.01, 0.01]",
                "[\"low\", \"high\"]",
                "[1e-4, 1e-3, 1e-2]",
                "{\"from\": 1}"
            })
    void leavesARangeAsItWasWhereItCannotTell(String range) {
        assertThat(read("{\"lr\": " + range + ", \"solver\": " + range + "}")).isEmpty();
    }

    @Test
    void knowsNoOtherParametersAndNoOtherShapes() {
        assertThat(read("{\"weight\": [1, 2]}")).isEmpty();
        assertThat(read("[1, 2]")).isEmpty();
        assertThat(new RangesReading(VOCABULARY).changed(null)).isEmpty();
    }
}
