package dev.parley.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunKeyTests {

    /** As {@code re.match} and {@code posixpath.normpath} of Python 3.11 judge names, by MLflow's own two rules. */
    @ParameterizedTest
    @CsvSource({
        "x², true",
        "Ⅷ, true",
        "٣, true",
        "ªb, true",
        "a/..b, true",
        "a.., true",
        "..a, false",
        "..., false",
        "..a/b, false",
        "e\u0301, false",
        "\u0939\u093f, false",
        "a\u203fb, false",
        "a\u200db, false",
        "a\u00b7b, false"
    })
    void theScriptedMlflowJudgesNamesAsTheTrueOne(String name, boolean isTaken) {
        assertThat(MlflowState.isKey(name)).isEqualTo(isTaken);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lr",
                "val/accuracy",
                "größe",
                "top 5",
                "a.b-c_d",
                "日本",
                "a..",
                "1e-3",
                "x²",
                "Ⅷ",
                "½ size",
                "a/..b"
            })
    void aNameThatMlflowTakesStaysAsItIs(String name) {
        assertThat(RunKey.of(name)).isEqualTo(name);
        assertThat(MlflowState.isKey(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "//",
                "/a",
                "a/",
                "a//b",
                "a/./b",
                "a/../b",
                "../a",
                "a/..",
                "f(x)",
                "a:b",
                "a\nb",
                "a\n/",
                "p@5",
                "loss%",
                "\ud83d\ude00",
                "a\\b",
                "./.",
                "/../",
                "..a",
                "...",
                "..a/b",
                "e\u0301",
                "\u0939\u093f",
                "a\u203fb",
                "a\u200db"
            })
    void anyOtherBecomesOneThatItTakes(String name) {
        assertThat(RunKey.of(name))
                .isNotEqualTo(name)
                .satisfies(key -> assertThat(MlflowState.isKey(key)).as(key).isTrue());
        assertThat(RunKey.of(name)).doesNotContain(":");
    }

    @Test
    void differentNamesStayDifferent() {
        String longName = "x".repeat(251);
        assertThat(List.of("f(x)", "f[x]", "f{x}", "f_x_", longName, longName + "y"))
                .extracting(RunKey::of)
                .doesNotHaveDuplicates()
                .allMatch(MlflowState::isKey);
        assertThat(RunKey.of("f(x)")).matches("f_x_-[0-9a-f]{8}");
    }

    @Test
    void aNameIsNotCutWithinACharacter() {
        assertThat(RunKey.of("\ud840\udc00".repeat(130))).matches("[^\\p{Cs}]+");
    }
}
