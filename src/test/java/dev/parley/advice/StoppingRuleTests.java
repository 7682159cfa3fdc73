package dev.parley.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Verdict.Outlook;
import org.junit.jupiter.api.Test;

class StoppingRuleTests {

    private static StoppingRule rule(double improvement, double uncertainty, double spread, int ended) {
        return StoppingRule.of(new Outlook(improvement, 0.1, uncertainty, spread), ended, 5);
    }

    @Test
    void goesOnWhileTenTrialsGainMoreThanIsUncertain() {
        assertThat(rule(0.011, 0.1, 1, 30).stop()).isFalse();
        assertThat(rule(0.011, 0.1, 1, 30).reason())
                .isEqualTo(
                        "10 more trials are expected to gain 0.11 at most, more than the 0.10 that is uncertain about"
                                + " the recommended configuration.");
    }

    @Test
    void stopsWhereTheyDoNot() {
        assertThat(rule(0.009, 0.1, 1, 30).stop()).isTrue();
        assertThat(rule(0.009, 0.1, 1, 30).reason()).contains("0.090 at most, no more than the 0.10 that is uncertain");
    }

    @Test
    void stopsWithoutNoiseWhereTheGainIsNegligible() {
        assertThat(rule(9e-5, 0, 1, 30).stop()).isTrue();
        assertThat(rule(9e-5, 0, 1, 30).reason()).endsWith("no more than the 0.0010 that makes a difference here.");
        assertThat(rule(2e-4, 0, 1, 30).stop()).isFalse();
        assertThat(rule(0, 0, 0, 30).stop()).isTrue();
    }

    @Test
    void neverStopsEarly() {
        assertThat(rule(0, 1, 1, 29))
                .isEqualTo(new StoppingRule(false, "Too early to say: 29 of 30 trials have ended."));
        assertThat(rule(0, 1, 1, 30).stop()).isTrue();
    }
}
