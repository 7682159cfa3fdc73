package dev.parley.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricTests {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void isListedInTheDocumentationAsItIs() throws Exception {
        List<String> documented = Files.readAllLines(Path.of("docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        List<String> declared = Arrays.stream(Metric.values())
                .map(metric -> String.join(
                        " | ",
                        "| `" + metric.meterName() + "`",
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        metric.unit(),
                        String.join(", ", metric.tags()),
                        metric.description() + " |"))
                .toList();
        assertThat(documented).containsExactlyElementsOf(declared);
    }

    @Test
    void countsByTag() {
        Metric.TELLS.counter(registry, "complete").increment();
        Metric.TELLS.counter(registry, "complete").increment();
        assertThat(registry.get("parley.tells")
                        .tag("state", "complete")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void followsAGaugesSource() {
        AtomicLong bytes = new AtomicLong(7);
        Metric.HISTORY_BYTES.gauge(registry, bytes, AtomicLong::doubleValue);
        assertThat(registry.get("parley.history.bytes").gauge().value()).isEqualTo(7);
    }

    @Test
    void sumsUpADistribution() {
        Metric.CREDIT.summary(registry).record(1.5);
        Metric.CREDIT.summary(registry).record(0);
        assertThat(registry.get("parley.credit").summary().mean()).isEqualTo(0.75);
    }

    @Test
    void endsInItsNameWhereItHasNoUnit() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metric.FITS_WAITING.gauge(prometheus, new AtomicLong(7), AtomicLong::doubleValue);
        assertThat(prometheus.scrape()).contains("\nparley_fits_waiting ");
    }

    @Test
    void refusesAnotherKindAndOtherTags() {
        assertThatIllegalStateException().isThrownBy(() -> Metric.TELLS.timer(registry, "complete"));
        assertThatIllegalArgumentException().isThrownBy(() -> Metric.TELLS.counter(registry));
    }
}
