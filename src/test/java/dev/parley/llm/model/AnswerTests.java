package dev.parley.llm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerTests {

    private static String text(String said) {
        return new Answer(said, "stop", null, 1, Duration.ZERO).text();
    }

    @Test
    void holdsNothingThatADatabaseRefuses() {
        assertThat(text("a\u0000b")).isEqualTo("a\uFFFDb");
        assertThat(text("\uDE00\uD83D")).isEqualTo("\uFFFD\uFFFD");
    }

    @Test
    void keepsAllOtherCharacters() {
        String said = "{\"x\": 1}\n\t\u0001 Zürich \uD83D\uDE00";
        assertThat(text(said)).isEqualTo(said);
    }
}
