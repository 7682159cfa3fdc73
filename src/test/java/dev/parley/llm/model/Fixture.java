package dev.parley.llm.model;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Models of tests, made as the service makes them. */
final class Fixture {

    static final String SECRET = "sk-very-secret-key";

    static final Question QUESTION = new Question("You propose.", "What next?", null);

    static final String SCHEMA = """
        {"type": "object", "properties": {"lr": {"type": "number", "minimum": 0.00001, "maximum": 0.1}},
         "required": ["lr"], "additionalProperties": false}\
        """;

    static final CallPolicy QUICK = new CallPolicy(3, Duration.ofMillis(5), 3, Duration.ofMinutes(1));

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** A model named {@code small} that costs a dollar for a million tokens in and ten out. */
    LanguageModel model(Provider provider, String baseUrl, Duration timeout) {
        return model(provider, baseUrl, timeout, null, (model, perMinute) -> Duration.ZERO);
    }

    LanguageModel model(
            Provider provider,
            String baseUrl,
            Duration timeout,
            @Nullable Integer requestsPerMinute,
            RequestPace pace) {
        ModelSettings settings = new ModelSettings(
                provider,
                "scripted",
                URI.create(baseUrl),
                new ApiKey(SECRET),
                0.5,
                1000,
                timeout,
                new Price(BigDecimal.ONE, BigDecimal.TEN),
                requestsPerMinute,
                3_000);
        return new ModelWorkshop(pace, QUICK, new ModelMeters(registry)).make("small", settings);
    }
}
