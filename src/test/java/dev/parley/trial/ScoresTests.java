package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoresTests {

    private static Scores scores(double... scores) {
        return new Scores(Arrays.stream(scores).boxed().toList());
    }

    /** SciPy 1.17.1: {@code numpy.mean(a)} and {@code scipy.stats.sem(a)}. */
    @ParameterizedTest
    @CsvSource({
        "0.951 0.962 0.958,             0.957,    0.0032145502536643214",
        "1 2 3 4 5 6,                   3.5,      0.7637626158259734",
        "-3.5 -3.5 -3.5,                -3.5,     0",
        "0.001 1000,                    500.0005, 499.99949999999995",
        "12.5 11.75 13.125 12.0 12.625, 12.4,     0.24173849507267145"
    })
    void haveTheMeanAndTheStandardErrorOfSciPy(String values, double mean, double standardError) {
        Scores scores = scores(Arrays.stream(values.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray());
        assertThat(scores.mean()).isEqualTo(mean, within(1e-15 * Math.abs(mean)));
        assertThat(scores.standardError()).isEqualTo(standardError, within(1e-14 * standardError));
    }

    @Test
    void ofOneAreItselfAndOfUnknownError() {
        assertThat(scores(0.3).mean()).isEqualTo(0.3);
        assertThat(scores(0.3).standardError()).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, -7, Double.MIN_VALUE, 1e-310, Double.MAX_VALUE, -Double.MAX_VALUE})
    void thatAreAllEqualHaveNoError(double score) {
        Scores scores = new Scores(Collections.nCopies(10, score));
        assertThat(scores.mean()).isEqualTo(score, within(Math.ulp(score)));
        assertThat(scores.standardError()).isBetween(0.0, Math.ulp(score));
    }

    @Test
    void doNotOverflow() {
        assertThat(scores(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE).mean())
                .isEqualTo(Double.MAX_VALUE);
        assertThat(scores(Double.MAX_VALUE, -Double.MAX_VALUE).standardError()).isFinite();
        assertThat(scores(1e308, -1e308).mean()).isZero();
        assertThat(scores(1e308, -1e308).standardError()).isEqualTo(1e308, within(1e293));
        assertThat(scores(1e-320, -1e-320).standardError()).isEqualTo(1e-320, within(1e-323));
    }

    @Test
    void areCopied() {
        List<Double> told = new ArrayList<>(List.of(1.0, 2.0));
        Scores scores = new Scores(told);
        told.set(0, 9.0);
        assertThat(scores.mean()).isEqualTo(1.5);
    }
}
