package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reference values are SciPy 1.17's, and for masses, where SciPy itself loses digits, mpmath's with 60 digits:
 * {@code mp.log(mp.ncdf(z + h/2) - mp.ncdf(z - h/2))}.
 */
class StandardNormalTests {

    private static Offset<Double> relative(double expected) {
        return within(Math.max(1e-15, 1e-13 * Math.abs(expected)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, -0.95991633369562232",
        "0.3, 0.5, -1.6665295247644192",
        "0.49, 1, -1.0703097213618814",
        "0, 1e-9, -21.642204370151084",
        "5, 1e-7, -29.537034184162983",
        "5, 0.01, -18.024008721703074",
        "12, 0.25, -73.958160051678135",
        "30, 1, -439.42947460915032",
        "-30, 1, -439.42947460915032",
        "50, 0.0005, -1258.5198149616326",
        "90, 0.01, -4055.4905879234767",
        "100, 1e-5, -5012.4318639565124",
        "200, 0.5, -19956.247280178898",
        "3, 40, 0"
    })
    void logMassIsAccurateInTheCenterAndInTheTails(double center, double width, double expected) {
        assertThat(StandardNormal.logMassAround(center, width)).isCloseTo(expected, relative(expected));
    }

    /** {@code -(scipy.stats.truncnorm.logpdf(0, a, b) - scipy.stats.norm.logpdf(0))}. */
    @ParameterizedTest
    @CsvSource({
        "-0.5, 0.5, -0.95991633369562232",
        "0, 1, -1.0748623268620714",
        "-1, 0, -1.0748623268620714",
        "0, 100, -0.69314718055994531",
        "-3, 0.25, -0.5152413125000841",
        "0, 0.5, -1.6530635142555676",
        "-8, 9, -6.2220891626777399e-16",
        "-50, 50, 0"
    })
    void logMassBetweenBoundsAroundTheMean(double low, double high, double expected) {
        assertThat(StandardNormal.logMassBetween(low, high)).isCloseTo(expected, relative(expected));
    }

    /** {@code scipy.stats.truncnorm.ppf(q, a, b)}. */
    @ParameterizedTest
    @CsvSource({
        "0.5, -0.5, 0.5, 0",
        "0.1, 0, 1, 0.08566710699582025",
        "0.999, -1, 0, -0.0008556244962916743",
        "1e-12, -40, 3, -7.034672183512987",
        "0.25, -100, 0, -1.1503493803760079",
        "0.5, 0, 100, 0.6744897501960817",
        "0, -1, 2, -1",
        "1, -1, 2, 2"
    })
    void quantileOfTheTruncatedNormal(double share, double low, double high, double expected) {
        assertThat(StandardNormal.quantile(share, low, high)).isCloseTo(expected, within(1e-13));
    }

    @Test
    void quantileInvertsTheMass() {
        for (double share = 0.01; share < 1; share += 0.01) {
            double z = StandardNormal.quantile(share, -2.5, 1);
            double mass = StandardNormal.logMassAround((z - 2.5) / 2, z + 2.5);
            assertThat(Math.exp(mass - StandardNormal.logMassBetween(-2.5, 1))).isCloseTo(share, within(1e-13));
        }
    }

    @Test
    void logMassHasNoSeamBetweenTheSeriesAndTheClosedForm() {
        for (double center = 0; center < 40; center += 0.37) {
            double seam = 0.02 / (1 + center);
            double narrower = StandardNormal.logMassAround(center, seam * (1 - 1e-12));
            double wider = StandardNormal.logMassAround(center, seam * (1 + 1e-12));
            assertThat(wider - narrower).isBetween(-1e-11, 1e-11);
        }
    }
}
