package dev.parley.llm.model;

import dev.parley.observability.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts what calls to models come to. */
@Component
class ModelMeters {

    private static final String ANSWERED = "answered";
    private static final String INPUT = "input";
    private static final String OUTPUT = "output";

    private final MeterRegistry registry;

    ModelMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows whether a model's circuit is open, and its calls from the first. */
    void watch(String model, @Nullable Price price, Circuit circuit) {
        Metric.MODEL_CIRCUIT_OPEN.gauge(registry, circuit, open -> open.isOpen() ? 1 : 0, model);
        Metric.MODEL_CALLS.counter(registry, model, ANSWERED);
        for (FailureKind failure : FailureKind.values()) {
            Metric.MODEL_CALLS.counter(registry, model, failure.toString());
        }
        Metric.MODEL_LATENCY.timer(registry, model);
        Metric.MODEL_TOKENS.counter(registry, model, INPUT);
        Metric.MODEL_TOKENS.counter(registry, model, OUTPUT);
        if (price != null) {
            Metric.MODEL_COST.counter(registry, model);
        }
    }

    void count(String model, @Nullable Price price, Reply reply) {
        String outcome = switch (reply) {
            case Answer answer -> ANSWERED;
            case Failure failure -> failure.kind().toString();
        };
        Metric.MODEL_CALLS.counter(registry, model, outcome).increment();
        if (reply.requests() > 0) {
            Metric.MODEL_LATENCY.timer(registry, model).record(reply.latency());
        }
        Tokens tokens = reply.tokens();
        if (tokens == null) {
            return;
        }
        Metric.MODEL_TOKENS.counter(registry, model, INPUT).increment(tokens.input());
        Metric.MODEL_TOKENS.counter(registry, model, OUTPUT).increment(tokens.output());
        if (price != null) {
            Metric.MODEL_COST
                    .counter(registry, model)
                    .increment(price.of(tokens).doubleValue());
        }
    }
}
