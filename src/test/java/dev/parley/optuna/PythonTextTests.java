package dev.parley.optuna;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** What {@code repr(json.loads(…))} answers in Python 3. */
class PythonTextTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        null                  | None
        true                  | True
        [1, -0.0, 0.5, 1.0]   | [1, -0.0, 0.5, 1.0]
        0.0001                | 0.0001
        0.00001               | 1e-05
        1.5e-7                | 1.5e-07
        123456789012345.6     | 123456789012345.6
        1e15                  | 1000000000000000.0
        1e16                  | 1e+16
        -1.25e300             | -1.25e+300
        NaN                   | nan
        [Infinity, -Infinity] | [inf, -inf]
        12345678901234567890  | 12345678901234567890
        ["it's", "say \\"a\\""] | ["it's", 'say "a"']
        "\\"it's\\""            | '"it\\'s"'
        "a\\n\\\\b"              | 'a\\n\\\\b'
        {"a": [], "b": {}}    | {'a': [], 'b': {}}
        """)
    void isWhatPythonPrints(String json, String printed) {
        assertThat(PythonText.of(JSON.readTree(json))).isEqualTo(printed);
    }
}
