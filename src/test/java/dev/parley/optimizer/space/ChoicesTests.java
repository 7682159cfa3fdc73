package dev.parley.optimizer.space;

import static dev.parley.optimizer.space.FaultAssertions.assertInvalidValue;
import static dev.parley.optimizer.space.FaultAssertions.assertSpaceFaults;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoicesTests {

    private static final String KINDS =
            "must be a string, a boolean, a finite number, or a whole number within ±(2^53 − 1)";

    @Test
    void rejectsEmptyChoices() {
        assertSpaceFaults(() -> categorical(List.of()), new Fault("/choices", "must hold at least one value"));
        assertSpaceFaults(
                () -> new OrdinalParameter("o", List.of(), null, null),
                new Fault("/values", "must hold at least one value"));
    }

    @Test
    void theNextChoiceIsTheNextDeclaredAndTheLastHasNone() {
        Parameter ordinal = new OrdinalParameter("o", List.of(1, 5, 3), null, null);
        for (Parameter parameter : List.of(categorical(List.of("a", "b", "c")), ordinal)) {
            assertThat(parameter.next(0)).isEqualTo(1);
            assertThat(parameter.next(1)).isEqualTo(2);
            assertThat(parameter.next(2)).isNaN();
        }
    }

    @Test
    void rejectsRepeatedChoicesAtTheirPlaces() {
        String detail = "must not repeat an earlier value";
        assertSpaceFaults(
                () -> categorical(List.of("a", "b", "a", "b")),
                new Fault("/choices/2", detail),
                new Fault("/choices/3", detail));
        assertSpaceFaults(
                () -> new OrdinalParameter("o", List.of(1, 1.0, 0.0, -0.0), null, null),
                new Fault("/values/1", detail),
                new Fault("/values/3", detail));
    }

    @Test
    void rejectsValuesOfOtherKinds() {
        for (Object value : new Object[] {List.of(), Double.NaN, 1L << 53, Long.MIN_VALUE, 'a'}) {
            assertSpaceFaults(() -> categorical(List.of("a", value)), new Fault("/choices/1", KINDS));
        }
    }

    @Test
    void rejectsADefaultThatIsNoChoice() {
        assertSpaceFaults(
                () -> new CategoricalParameter("c", List.of("a", 1L), "b", null),
                new Fault("/default", "must be one of [a, 1]"));
    }

    @Test
    void tellsStringsBooleansAndNumbersApart() {
        CategoricalParameter parameter = categorical(List.of("1", 1, "true", true, 0.5));
        assertThat(parameter.coordinate("1")).isZero();
        assertThat(parameter.coordinate(1)).isEqualTo(1);
        assertThat(parameter.coordinate("true")).isEqualTo(2);
        assertThat(parameter.coordinate(true)).isEqualTo(3);
        assertThat(parameter.coordinate(new BigDecimal("0.50"))).isEqualTo(4);
    }

    @Test
    void takesEqualNumbersForOneChoice() {
        OrdinalParameter parameter = new OrdinalParameter("batch", List.of(16, 32), 32.0, null);
        assertThat(parameter.defaultValue()).isEqualTo(32L);
        assertThat(parameter.coordinate(16.0)).isZero();
        assertThat(parameter.value(1)).isEqualTo(32L);
    }

    @Test
    void namesTheChoicesWhereAValueIsNone() {
        assertInvalidValue(() -> categorical(List.of("a", 1)).coordinate("A"), "must be one of [a, 1]");
        OrdinalParameter many = new OrdinalParameter("o", List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), null, null);
        assertInvalidValue(
                () -> many.coordinate(Double.NaN), "must be one of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] or the others");
    }

    @Test
    void givesEachChoiceAnEqualCell() {
        CategoricalParameter parameter = categorical(List.of("a", "b", "c", "d"));
        assertThat(parameter.cardinality()).isEqualTo(4);
        assertThat(parameter.quantile(0)).isZero();
        assertThat(parameter.quantile(Math.nextDown(0.25))).isZero();
        assertThat(parameter.quantile(0.25)).isEqualTo(1);
        assertThat(parameter.quantile(Math.nextDown(1.0))).isEqualTo(3);
    }

    private static CategoricalParameter categorical(List<Object> choices) {
        return new CategoricalParameter("c", choices, null, null);
    }
}
