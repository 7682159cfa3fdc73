package dev.parley.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimateTests {

    /**
     * The numbers of tokens are those of GPT-4o, by JTokkit 1.1.0:
     * {@code Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE).countTokens(text)}.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        17 | A study evaluates configurations one after another; each evaluation is a trial and costs time.
        36 | {"trial":4,"values":[0.993326],"configuration":{"lr":0.003707,"width":256,"solver":"SGD","nesterov":false}}
        46 | [0.006804,62,"sgd",64,0.4412,0.00001733,57,"rmsprop",64,null,0.00003145,44,"sgd",128]
        17 | Die Größe des Netzes bestimmt, wie viele Bilder auf einmal in den Speicher passen.
        19 | 学習率を選んでください。ネットワークの幅は六十四です。
        15 | Ширина сети определяет, сколько изображений помещается в память.
        """)
    void liesAboveWhatATokenizerCounts(int tokens, String text) {
        assertThat(TokenEstimate.of(text)).isBetween(tokens + 1, 5 * tokens);
    }

    @ParameterizedTest
    @CsvSource({
        "a, 1",
        "abcde, 1",
        "abcdef, 2",
        "12345, 5",
        "a b, 2",
        "a 1, 3",
        "'\":{\"', 2",
        "ß, 1",
        "率, 2",
        "🙂, 2",
        "'', 0"
    })
    void countsRunsOfLettersAndMarks(String text, int tokens) {
        assertThat(TokenEstimate.of(text)).isEqualTo(tokens);
    }
}
