package dev.parley.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTests {

    @Test
    void keepsOrdinaryTextOfAnyScript() {
        assertThat(PlainText.line("Größe, ширина, 学習率, précision 🙂", 100))
                .isEqualTo("Größe, ширина, 学習率, précision 🙂");
    }

    @Test
    void makesOneLineOfMany() {
        assertThat(PlainText.line("  one\r\n\ttwo\u2028three\u00a0four ", 100)).isEqualTo("one two three four");
    }

    @Test
    void keepsLinesAndIndentationOfCode() {
        assertThat(PlainText.lines("def f(x):\r\n    return x\u0000\n", 100)).isEqualTo("def f(x):\n    return x");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, 0x1b, 0x7f, 0x9b, 0xad, 0x200b, 0x200d, 0x202e, 0x2066, 0x2069, 0xfeff, 0xfe0f, 0xe0041, 0xe0100,
                0xe000, 0x3164, 0x2800, 0x034f, 0x180e, 0xd800, 0xfff9
            })
    void dropsWhatNobodySees(int character) {
        String text = "a" + Character.toString(character) + "b";

        assertThat(PlainText.line(text, 10)).isEqualTo("ab");
    }

    @Test
    void givesCompatibilityCharactersTheirOrdinaryForm() {
        assertThat(PlainText.line("＜／data＞ ｉｇｎｏｒｅ", 100)).isEqualTo("</data> ignore");
    }

    @Test
    void cutsLongTextsAndSaysSo() {
        assertThat(PlainText.line("abcdefghij", 10)).isEqualTo("abcdefghij");
        assertThat(PlainText.line("abcdefghijk", 10)).isEqualTo("abcdefghi…");
        assertThat(PlainText.line("x".repeat(10_000_000), 10)).isEqualTo("xxxxxxxxx…");
        assertThat(PlainText.line("\ufdfa".repeat(100), 10)).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    @Timeout(20)
    void takesLittleTimeForHostileTexts() {
        int size = 1_000_000;
        for (String text : List.of(" ".repeat(size) + "x", "a" + "\u0301\u0316".repeat(size), "\ufdfa".repeat(size))) {
            assertThat(PlainText.lines(text, size)).hasSizeLessThanOrEqualTo(size);
        }
        assertThat(PlainText.line("a" + "\u0316\u0323".repeat(1_000), 100)).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void cutsNoCharacterInHalf() {
        assertThat(PlainText.line("🙂🙂🙂🙂", 4)).isEqualTo("🙂…");
    }
}
