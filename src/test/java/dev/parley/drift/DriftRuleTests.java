package dev.parley.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.parley.drift.DriftRule.Finding;
import dev.parley.optimizer.Direction;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference values were computed with SciPy 1.17.1 by {@code bench/reference/drift.py}, by numerical integration. */
class DriftRuleTests {

    @ParameterizedTest
    @CsvSource({
        "2, 0.0, 2.0, -0.5493061443340552",
        "2, 0.8, 0.34, 1.0214786890077079",
        "5, 0.35, 0.3225, -0.38613013083844505",
        "8, 7.2, 7.96, 4.73751603624534",
        "8, -7.2, 7.96, -2.269149908775228",
        "30, 9.75, 8.7875, 5.413852046211814",
    })
    void evidenceIsTheRatioOfTheDensitiesOfStudentsStatistic(int n, double sum, double squares, double expected) {
        assertThat(Evidence.log(n, sum, squares)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void evidenceDoesNotDependOnTheUnit() {
        assertThat(Evidence.log(8, 7.2e-6, 7.96e-12)).isCloseTo(Evidence.log(8, 7.2, 7.96), within(1e-12));
    }

    @Test
    void equalMeasurementsAreFiniteEvidenceAndZerosSpeakAgainstAChange() {
        assertThat(Evidence.log(5, 5, 5)).isBetween(1.0, 10.0);
        assertThat(Evidence.log(5, 0, 0)).isCloseTo(-0.5 * Math.log(6), within(1e-12));
        assertThat(Evidence.log(1_000, 1_000, 1_000)).isFinite();
    }

    @Test
    void addsUpTheEvidenceOfEveryStartInTheWindow() {
        double[] series = {-0.4, 0.3, -0.8, 0.1, 0.9, 1.4, 0.6, 1.2, 0.8, 1.1};
        double[] expected = {
            0.7953080545748206,
            0.8595623362525141,
            0.622614713114349,
            0.6176352573830746,
            0.7303262514052163,
            1.0250140708860709,
            0.9281362928900359,
            1.2851886706619409,
            2.297376275305496,
            3.6461761543218394
        };
        DriftRule rule = new DriftRule(6, 0.3);
        for (int count = 1; count <= series.length; count++) {
            Finding finding = rule.look(Arrays.copyOf(series, count), count);
            assertThat(finding.evidence()).isCloseTo(expected[count - 1], within(1e-9));
            assertThat(rule.rejects(finding.evidence())).isEqualTo(count == 10);
        }
        double[] tail = Arrays.copyOfRange(series, 4, 10);
        assertThat(rule.look(tail, 10).evidence()).isCloseTo(expected[9], within(1e-9));
        assertThat(rule.look(tail, 10).start()).isZero();
        assertThat(rule.look(series, 10).start()).isEqualTo(4);
    }

    @Test
    void whatIsFarBetterThanPromisedIsNoEvidence() {
        double[] better = new Random(3).doubles(60, -2, -1).toArray();
        assertThat(new DriftRule(100, 0.05).look(better, 60).evidence()).isLessThan(1);
    }

    @Test
    void evidenceStaysANumberHoweverClearItIs() {
        double[] worse = DoubleStream.generate(() -> 1).limit(1_000).toArray();
        assertThat(new DriftRule(1_000, 0.05).look(worse, 1_000).evidence()).isEqualTo(DriftRule.MOST_EVIDENCE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 0.6, Double.NaN})
    void refusesProbabilitiesThatAreNone(double significance) {
        assertThatThrownBy(() -> new DriftRule(100, significance)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0, -5, 1_001})
    void refusesWindowsThatAreNone(int window) {
        assertThatThrownBy(() -> new DriftRule(window, 0.05)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theBoundIsTheWorseEndOfThePromisedInterval() {
        Promise sure = new Promise(0.9, 0.88, 0.93, null);
        assertThat(sure.bound(Direction.MAXIMIZE, 0.01)).isCloseTo(0.87, within(1e-12));
        assertThat(sure.bound(Direction.MINIMIZE, 0.01)).isCloseTo(0.94, within(1e-12));
        Promise bare = new Promise(0.9, null, null, null);
        assertThat(bare.bound(Direction.MAXIMIZE, 0)).isEqualTo(0.9);
        assertThat(Promise.excess(0.85, 0.9, Direction.MAXIMIZE)).isCloseTo(0.05, within(1e-12));
        assertThat(Promise.excess(0.85, 0.9, Direction.MINIMIZE)).isCloseTo(-0.05, within(1e-12));
        assertThat(Promise.excess(Math.nextUp(0.9), 0.9, Direction.MINIMIZE)).isZero();
    }
}
