package dev.parley.katib;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrialNamesTests {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final TrialNames names = new TrialNames("mnist", 7, TIME);

    @Test
    void findsTheTrialByItsName() {
        assertThat(names.of(17, 1)).matches("mnist-[0-9a-f]{5}-17");
        assertThat(names.number(names.of(17, 1))).hasValue(17);
        assertThat(names.number(names.of(17, 3))).hasValue(17);
        assertThat(names.of(17, 3)).isEqualTo(names.of(17, 1) + "-3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist-17", "mnist-x7k2p9aa", "", "mnist", "other-12345-17"})
    void knowsNoOtherNames(String name) {
        assertThat(names.number(name)).isEmpty();
        assertThat(names.number(names.of(1, 1) + "x")).isEmpty();
        assertThat(names.number(names.of(1, 1).replaceFirst("-1$", "-01"))).isEmpty();
        assertThat(names.number(names.of(1, 1).replaceFirst("-1$", "-99999999999")))
                .isEmpty();
    }

    @Test
    void tellsStudiesOfOneNameApart() {
        TrialNames later = new TrialNames("mnist", 7, TIME.plusMillis(1));
        TrialNames other = new TrialNames("mnist", 8, TIME);
        assertThat(names.number(later.of(1, 1))).isEmpty();
        assertThat(names.number(other.of(1, 1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "mnist.v2",
                "Über_Größe",
                "7up",
                "a-very-long-name-that-nobody-would-write-by-hand-but-programs"
            })
    void areNamesThatKubernetesTakes(String experiment) {
        String name = new TrialNames(experiment, 7, TIME).of(999_999_999, 1_000);
        assertThat(name).matches("[a-z]([-a-z0-9]*[a-z0-9])?").hasSizeLessThanOrEqualTo(63);
    }
}
