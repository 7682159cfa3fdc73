package dev.parley.optimizer.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected: SciPy 1.x's integrate.quad(lambda x: beta.pdf(x, 1 + s, 1 + f) * beta.cdf(x, 1 + t, 1 + g), 0, 1)[0]. */
class OddsTests {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0.5",
        "3, 1, 1, 3, 0.896825396825397",
        "0.5, 7.5, 4.25, 3, 0.018644065373747545",
        "12, 3, 2, 20, 0.9999942541300899",
        "1, 30, 1, 30, 0.5"
    })
    void agreeWithScipy(double s, double f, double t, double g, double expected) {
        assertThat(Odds.of(new Tally(s, f), new Tally(t, g))).isCloseTo(expected, within(1e-3));
    }
}
