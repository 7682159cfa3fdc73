package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ExpectedImprovementTests {

    static Stream<Arguments> recorded() {
        JsonNode improvements = ReferenceProcess.read().get("improvements");
        return StreamSupport.stream(improvements.spliterator(), false)
                .map(node -> Arguments.of(
                        node.get("z").doubleValue(),
                        node.get("log").doubleValue(),
                        node.get("slope").doubleValue()));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void isAccurateInTheCenterAndInTheTails(double z, double log, double slope) {
        assertThat(ExpectedImprovement.log(z)).isCloseTo(log, withinPercentage(1e-10));
        assertThat(ExpectedImprovement.slope(z)).isCloseTo(slope, withinPercentage(1e-9));
    }
}
