package dev.parley.llm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

class ModelPropertiesTests {

    private final MockEnvironment environment = new MockEnvironment();

    private ModelPropertiesTests set(String property, String value) {
        environment.setProperty(property, value);
        return this;
    }

    private ModelPropertiesTests small(String property, String value) {
        return set("parley.models.small." + property, value);
    }

    private ModelPropertiesTests complete() {
        return small("provider", "openai").small("model", "gpt").small("api-key", "sk-secret");
    }

    private ModelProperties read() {
        return ModelProperties.of(environment, true);
    }

    @Test
    void needsNoModel() {
        assertThat(read()).isEqualTo(new ModelProperties(Map.of(), null));
    }

    @Test
    void readsEverySetting() {
        complete()
                .small("temperature", "0.7")
                .small("max-tokens", "2000")
                .small("timeout", "90s")
                .small("price.input", "0.15")
                .small("price.output", "0.60")
                .small("requests-per-minute", "30")
                .small("base-url", "https://models.example/v1");
        ModelProperties properties = read();
        assertThat(properties.defaultModel()).isEqualTo("small");
        assertThat(properties.models())
                .containsExactly(Map.entry(
                        "small",
                        new ModelSettings(
                                Provider.OPENAI,
                                "gpt",
                                URI.create("https://models.example/v1"),
                                new ApiKey("sk-secret"),
                                0.7,
                                2000,
                                Duration.ofSeconds(90),
                                new Price(new BigDecimal("0.15"), new BigDecimal("0.60")),
                                30,
                                3_000)));
    }

    @Test
    void hasUsualSettingsWhereNothingIsSaid() {
        complete();
        ModelSettings small = Objects.requireNonNull(read().models().get("small"));
        assertThat(small.isAtHome()).isTrue();
        assertThat(small.maxTokens()).isEqualTo(4096);
        assertThat(small.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(small.price()).isNull();
    }

    @Test
    void printsNoKey() {
        complete();
        assertThat(read().toString()).doesNotContain("sk-secret");
    }

    @Test
    void needsNoKeyOfServersThatWantNone() {
        set("parley.default-model", "a");
        set("parley.models.a.provider", "ollama").set("parley.models.a.model", "qwen");
        set("parley.models.b.provider", "openai").set("parley.models.b.model", "qwen");
        set("parley.models.b.base-url", "http://127.0.0.1:8000/v1");
        assertThat(read().models()).containsOnlyKeys("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "provider     | openia           | parley.models.small.provider: must be one of openai, anthropic,"
                        + " google, ollama",
                "provider     | ''               | parley.models.small: provider must be one of",
                "model        | ''               | parley.models.small: model must be the name that openai knows",
                "api-key      | ''               | parley.models.small: api-key must be set, to ${OPENAI_API_KEY} for"
                        + " instance",
                "api-key      | ${NO_SUCH_KEY}   | parley.models.small: api-key refers to the variable NO_SUCH_KEY,"
                        + " which is not set",
                "base-url     | ftp://x          | parley.models.small: base-url must begin with http:// or https://"
                        + " and a host",
                "base-url     | models.example   | parley.models.small: base-url must begin with",
                "base-url     | http://u:sk-secret@x/v1 | parley.models.small: base-url must have no user, password",
                "base-url     | http://x/v1?key=sk-secret | parley.models.small: base-url must have no user, password",
                "temperature  | 2.5              | parley.models.small: temperature must be from 0 to 2, not 2.5",
                "max-tokens   | 0                | parley.models.small: max-tokens must be from 1 to 1000000, not 0",
                "max-tokens   | many             | parley.models.small.max-tokens: cannot be read as a",
                "timeout      | 1h               | parley.models.small: timeout must be from 100ms to 10m, not"
                        + " 3600000ms",
                "price.input  | 1                | parley.models.small.price: price.output must be zero or more",
                "requests-per-minute | 0         | parley.models.small: requests-per-minute must be from 1 to 10000,"
                        + " not 0",
                "max-token    | 10               | parley.models: The elements [parley.models.small.max-token] were"
                        + " left unbound."
            })
    void saysWhatIsWrongAndNothingSecret(String property, String value, String message) {
        complete().small(property, value);
        assertThatThrownBy(this::read)
                .isInstanceOf(ModelConfigurationException.class)
                .hasMessageStartingWith(message)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("sk-secret"));
    }

    @Test
    void wantsToKnowTheDefaultAmongSeveral() {
        complete().set("parley.models.big.provider", "ollama").set("parley.models.big.model", "qwen");
        assertThatThrownBy(this::read).hasMessage("parley.default-model must be one of big, small");
        set("parley.default-model", "huge");
        assertThatThrownBy(this::read)
                .hasMessage("parley.default-model is 'huge', but parley.models has only big, small");
    }

    @Test
    void refusesNamesThatPathsAndTagsCannotHave() {
        set("parley.models[a.b].provider", "ollama").set("parley.models[a.b].model", "qwen");
        assertThatThrownBy(this::read).hasMessageStartingWith("parley.models has the name 'a.b', which does not match");
    }

    @Test
    void findsKeysInTheUsualVariables() {
        set("GEMINI_API_KEY", "g").set("ANTHROPIC_API_KEY", "a").set("OPENAI_API_KEY", " ");
        ModelProperties found = read();
        assertThat(found.models()).containsOnlyKeys("anthropic", "google");
        assertThat(found.defaultModel()).isEqualTo("anthropic");
        assertThat(ModelProperties.of(environment, false).models()).isEmpty();
    }

    @Test
    void takesWhatIsConfiguredBeforeWhatIsFound() {
        complete().set("ANTHROPIC_API_KEY", "a");
        assertThat(read().models()).containsOnlyKeys("small");
    }

    @Test
    void explainsAWrongConfigurationAtTheStart() {
        complete().small("temperature", "9");
        assertThatThrownBy(this::read).satisfies(failure -> {
            FailureAnalysis analysis = Objects.requireNonNull(new ModelConfigurationFailureAnalyzer().analyze(failure));
            assertThat(analysis.getDescription())
                    .isEqualTo("parley.models.small: temperature must be from 0 to 2, not 9.0");
            assertThat(analysis.getAction()).contains("parley:", "default-model: small", "docs/models.md");
        });
    }
}
