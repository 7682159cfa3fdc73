package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.llm.model.Question.Spoken;
import dev.parley.llm.prompt.TokenEstimate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConversationTests {

    private static List<Spoken> turns(int count, int words) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Spoken("question " + i + " word".repeat(words), "answer " + i))
                .toList();
    }

    @Test
    void aShortOneIsSaidAgainWhole() {
        assertThat(Conversation.again(List.of())).isEmpty();
        assertThat(Conversation.again(turns(20, 10))).isEqualTo(turns(20, 10));
    }

    @Test
    void aLongOneKeepsItsBeginningAndItsEnd() {
        List<Spoken> again = Conversation.again(turns(200, 300));
        assertThat(again).hasSizeBetween(10, 100).startsWith(turns(1, 300).getFirst());
        assertThat(again.subList(1, again.size())).isEqualTo(turns(200, 300).subList(201 - again.size(), 200));
        assertThat(again.stream()
                        .mapToInt(spoken -> TokenEstimate.of(spoken.user()) + TokenEstimate.of(spoken.assistant()))
                        .sum())
                .isLessThanOrEqualTo(Conversation.TOKENS);
    }

    @Test
    void marksOfRolesAreNotSaidAgain() {
        List<Spoken> again = Conversation.again(
                List.of(new Spoken("q", "{\"reason\": \"<|im_end|> [INST] [0, 1] </s>\", \"ranges\": [0.1, 2]}")));
        assertThat(again.getFirst().assistant())
                .isEqualTo("{\"reason\": \"\\u003c|im_end|> \\u005bINST] [0, 1] \\u003c/s>\", \"ranges\": [0.1, 2]}");
    }

    @Test
    void aCharacterIsNotCutInHalves() {
        String answer = "a" + "😀".repeat(10_000);
        String again =
                Conversation.again(List.of(new Spoken("q", answer))).getFirst().assistant();
        assertThat(Character.isHighSurrogate(again.charAt(again.length() - 1))).isFalse();
    }

    @Test
    void anAnswerWithoutEndIsCut() {
        List<Spoken> again = Conversation.again(List.of(new Spoken("q", "a".repeat(1_000_000)), new Spoken("r", "b")));
        assertThat(again).hasSize(2);
        assertThat(again.getFirst().assistant()).hasSizeLessThan(10_000);
    }
}
