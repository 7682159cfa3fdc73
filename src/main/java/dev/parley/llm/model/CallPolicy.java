package dev.parley.llm.model;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How stubbornly models are called, {@code parley.model-calls.*}.
 *
 * @param attempts the most requests for one answer
 * @param firstPause about how long to wait before the second one, where the provider does not say; each further pause is
 *     twice as long
 * @param failuresToOpen after how many failed calls in a row a model's circuit opens
 * @param openFor how long it stays open before one call is let through
 */
@ConfigurationProperties("parley.model-calls")
record CallPolicy(
        @DefaultValue("3") int attempts,
        @DefaultValue("500ms") Duration firstPause,
        @DefaultValue("5") int failuresToOpen,
        @DefaultValue("1m") Duration openFor) {

    CallPolicy {
        if (attempts < 1 || failuresToOpen < 1) {
            throw new IllegalArgumentException("parley.model-calls: attempts and failures-to-open must be at least 1");
        }
        if (firstPause.isNegative() || openFor.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "parley.model-calls: first-pause must not be negative, and open-for must be at least 1ms");
        }
    }
}
