package dev.parley.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions on exactly which faults are found. */
final class FaultAssertions {

    private FaultAssertions() {}

    static void assertSpaceFaults(ThrowingCallable making, Fault... faults) {
        assertThatThrownBy(making)
                .isInstanceOfSatisfying(
                        InvalidSpaceException.class, e -> assertThat(e.faults()).containsExactly(faults));
    }

    static void assertConfigurationFaults(ThrowingCallable making, Fault... faults) {
        assertThatThrownBy(making)
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        e -> assertThat(e.faults()).containsExactlyInAnyOrder(faults));
    }

    static void assertInvalidValue(ThrowingCallable reading, String detail) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.detail()).isEqualTo(detail));
    }
}
