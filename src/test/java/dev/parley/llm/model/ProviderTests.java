package dev.parley.llm.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.openai.OpenAiChatOptions;
import tools.jackson.databind.JsonNode;

/** The clients of Anthropic, Google and Ollama, with answers as each of them sends them. */
class ProviderTests {

    private static final Question QUESTION = new Question("You propose.", "What next?", Fixture.SCHEMA);

    private final ScriptedModel server = new ScriptedModel();
    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        server.close();
    }

    private LanguageModel model(Provider provider) {
        return fixture.model(provider, server.root(), Duration.ofSeconds(20));
    }

    private JsonNode ask(Provider provider) {
        server.next(ScriptedReply.recorded(ProviderTests.class, provider + ".json"));
        Reply reply = model(provider).ask(QUESTION);
        assertThat(reply).isInstanceOf(Answer.class);
        Answer answer = (Answer) reply;
        assertThat(answer.text()).isEqualTo("{\"lr\": 0.001}");
        assertThat(answer.tokens()).isEqualTo(new Tokens(412, 57));
        assertThat(answer.isCutOff()).isFalse();
        assertThat(server.requests()).hasSize(1);
        return server.request().body();
    }

    @Test
    void speaksWithAnthropic() {
        JsonNode request = ask(Provider.ANTHROPIC);
        assertThat(server.request().path()).isEqualTo("/v1/messages");
        assertThat(server.request().headers().getFirst("x-api-key")).isEqualTo(Fixture.SECRET);
        assertThat(request.path("max_tokens").asInt()).isEqualTo(1000);
        assertThat(request.path("system").toString()).contains("You propose.");
        assertThat(request.at("/output_config/format/schema/properties/lr").toString())
                .as("%s", request)
                .isEqualTo("{\"type\":\"number\"}");
    }

    @Test
    void speaksWithGoogle() {
        JsonNode request = ask(Provider.GOOGLE);
        assertThat(server.request().path()).endsWith("/models/scripted:generateContent");
        assertThat(server.request().headers().getFirst("x-goog-api-key")).isEqualTo(Fixture.SECRET);
        assertThat(request.at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(1000);
        assertThat(request.path("systemInstruction").toString()).contains("You propose.");
        assertThat(request.at("/generationConfig/responseMimeType").asString()).isEqualTo("application/json");
        assertThat(request.at("/generationConfig/responseJsonSchema/properties/lr/maximum")
                        .asDouble())
                .as("%s", request)
                .isEqualTo(0.1);
    }

    @Test
    void speaksWithOllama() {
        JsonNode request = ask(Provider.OLLAMA);
        assertThat(server.request().path()).isEqualTo("/api/chat");
        assertThat(request.path("stream").asBoolean(true)).isFalse();
        assertThat(request.at("/options/num_predict").asInt()).isEqualTo(1000);
        assertThat(request.at("/messages/0/content").asString()).isEqualTo("You propose.");
        assertThat(request.at("/format/properties/lr/maximum").asDouble()).isEqualTo(0.1);
    }

    /** OpenAI's newer models refuse the older name; other servers may know no other. */
    @Test
    void namesTheLimitOnTokensAsOpenAiItselfWantsIt() {
        ModelSettings atHome = new ModelSettings(
                Provider.OPENAI, "gpt", null, new ApiKey("k"), null, 1000, Duration.ofSeconds(1), null, null, 3_000);
        OpenAiChatOptions options = (OpenAiChatOptions) ChatModels.of(atHome).getOptions();
        assertThat(options.getMaxCompletionTokens()).isEqualTo(1000);
        assertThat(options.getMaxTokens()).isNull();
        assertThat(options.getTemperature()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void tellsFailuresApartWithAnyProvider(Provider provider) {
        LanguageModel model = model(provider);
        assertFails(
                model, ScriptedReply.error(429, "slow down").withHeader("Retry-After", "60"), FailureKind.RATE_LIMITED);
        assertFails(model, ScriptedReply.huge(2_000_000), FailureKind.TOO_LARGE);
        LanguageModel other = model(provider);
        assertFails(other, ScriptedReply.json("<html>It works!</html>"), FailureKind.UNREADABLE);
        assertFails(other, ScriptedReply.error(401, "bad key"), FailureKind.UNAUTHORIZED);
        LanguageModel hasty = fixture.model(provider, server.root(), Duration.ofMillis(300));
        assertFails(hasty, ScriptedReply.json("{}").after(Duration.ofSeconds(30)), FailureKind.TIMEOUT);
    }

    private void assertFails(LanguageModel model, ScriptedReply reply, FailureKind kind) {
        server.reset();
        server.next(reply);
        Reply result = model.ask(new Question("s", "u", null));
        assertThat(result).isInstanceOf(Failure.class);
        assertThat(((Failure) result).kind()).as("%s", result).isEqualTo(kind);
        assertThat(server.requests()).hasSize(1);
    }
}
