package dev.parley.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomSpaces;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTests {

    @Test
    void keepsNamesThatAreKeysAndMakesKeysOfOthers() {
        Vocabulary vocabulary =
                vocabulary("lr", "model.n-layers_2", "learning rate", "größe", "\"}]", "学習率", "a".repeat(200));

        assertThat(vocabulary.keys())
                .containsExactly(
                        "lr",
                        "model.n-layers_2",
                        "learning_rate",
                        "große".replace('ß', '_'),
                        "_",
                        "__5",
                        "a".repeat(40));
        assertThat(vocabulary.keys()).allMatch(key -> key.matches("[A-Za-z0-9._-]{1,64}"));
    }

    @Test
    void givesNamesThatLookAlikeDifferentKeys() {
        Vocabulary vocabulary = vocabulary("a b", "a_b", "a/b", "a_b_0");

        assertThat(vocabulary.keys()).doesNotHaveDuplicates().contains("a_b", "a_b_0");
        for (int i = 0; i < 4; i++) {
            assertThat(vocabulary.indexOf(vocabulary.key(i))).isEqualTo(i);
        }
        assertThat(vocabulary.indexOf("a b")).isZero();
        assertThat(vocabulary.indexOf("a/b")).isEqualTo(2);
    }

    @Test
    void knowsAParameterInAnotherSpellingUnlessItMeansTwo() {
        Vocabulary vocabulary = vocabulary("Learning Rate", "weight_decay", "n layers", "n-layers");

        assertThat(vocabulary.indexOf("learningRate")).isZero();
        assertThat(vocabulary.indexOf("Weight decay")).isEqualTo(1);
        assertThat(vocabulary.indexOf("nLayers")).isEqualTo(-1);
        assertThat(vocabulary.indexOf("momentum")).isEqualTo(-1);
    }

    @Test
    void labelsChoicesWithNumbersBooleansAndPlainText() {
        Parameter parameter = new CategoricalParameter(
                "c", List.of("a\u200bb", "ab", 1, "1", 0.5, true, "true", "x".repeat(5_000)), null, null);
        List<Object> labels = new Vocabulary(new SearchSpace(List.of(parameter))).labels(0);

        assertThat(labels).containsExactly("ab_0", "ab", 1L, "1", 0.5, true, "true", "x".repeat(39) + "…");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void isTheSameForEqualSpaces(long seed) {
        Vocabulary one = new Vocabulary(RandomSpaces.space(seed));
        Vocabulary other = new Vocabulary(RandomSpaces.space(seed));

        assertThat(one.keys()).isEqualTo(other.keys()).doesNotHaveDuplicates();
        for (int i = 0; i < one.keys().size(); i++) {
            assertThat(one.labels(i)).isEqualTo(other.labels(i)).doesNotHaveDuplicates();
        }
    }

    private static Vocabulary vocabulary(String... names) {
        return new Vocabulary(new SearchSpace(Arrays.stream(names)
                .<Parameter>map(name -> new FloatParameter(name, 0, 1, null, Scale.LINEAR, null, null))
                .toList()));
    }
}
