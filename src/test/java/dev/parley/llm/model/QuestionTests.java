package dev.parley.llm.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuestionTests {

    @Test
    void losesBoundsButNoPropertyThatIsCalledLikeOne() {
        Question question = new Question("s", "u", """
            {"properties": {"minimum": {"type": "number", "minimum": 1, "maximum": 2},
                            "maximum": {"type": ["integer", "null"], "minimum": 3, "maximum": 4}}}\
            """);
        assertThat(question.withoutBounds().schema()).isEqualTo("""
            {"properties":{"minimum":{"type":"number"},"maximum":{"type":["integer","null"]}}}\
            """);
        assertThat(question.withoutSchema().withoutBounds().schema()).isNull();
    }
}
