package dev.parley.llm.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@IntegrationTest
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
@TestPropertySource(
        properties = {
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.env.show-values=always",
            "management.endpoint.configprops.show-values=always",
            "parley.proposals.most-at-once=0",
            "parley.model-calls.failures-to-open=2",
            "parley.model-calls.first-pause=1ms",
            "parley.default-model=small",
            "parley.models.broken.provider=openai",
            "parley.models.broken.model=gpt",
            "parley.models.broken.api-key=" + ModelsIT.SECRET,
            "parley.models.small.provider=openai",
            "parley.models.small.model=gpt",
            "parley.models.small.api-key=" + ModelsIT.SECRET,
            "parley.models.small.requests-per-minute=500",
            "parley.models.small.price.input=0.15",
            "parley.models.small.price.output=0.60",
            "parley.models.local.provider=ollama",
            "parley.models.local.model=qwen3:4b"
        })
class ModelsIT {

    static final String SECRET = "sk-that-nobody-may-see";

    private static final ScriptedModel SERVER = new ScriptedModel();

    @Autowired
    Api api;

    @Autowired
    RestTestClient client;

    @Autowired
    Models models;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry registry) {
        registry.add("parley.models.small.base-url", SERVER::openAiUrl);
        registry.add("parley.models.broken.base-url", SERVER::openAiUrl);
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private void ask(String model, ScriptedReply reply) {
        SERVER.always(reply);
        models.find(model).orElseThrow().ask(Fixture.QUESTION);
    }

    private Answer list() {
        return api.get("/models").is(200);
    }

    @Test
    void listsModelsByNameWithWhatMayBeKnown() {
        Answer answer = list();
        assertThat(answer.each("/models", "name")).map(JsonNode::asString).containsExactly("broken", "local", "small");
        answer.has("/models/1/provider", "'ollama'")
                .has("/models/1/model", "'qwen3:4b'")
                .has("/models/1/default", "false")
                .has("/models/1/state", "'ready'")
                .lacks("/models/1/baseUrl")
                .lacks("/models/1/price");
        answer.has("/models/2/provider", "'openai'")
                .has("/models/2/baseUrl", "'" + SERVER.openAiUrl() + "'")
                .has("/models/2/default", "true")
                .has("/models/2/price", "{'input': 0.15, 'output': 0.60}")
                .has("/models/2/requestsPerMinute", "500")
                .lacks("/models/2/failingSince")
                .lacks("/models/2/reason")
                .lacks("/models/2/retryAt");
        assertThat(models.byDefault())
                .map(LanguageModel::card)
                .map(ModelCard::name)
                .contains("small");
    }

    @Test
    void showsFailingModelsAndOpenCircuits(CapturedOutput output) {
        ask("broken", ScriptedReply.error(404, "no such model for " + SECRET));
        Answer failing = list().has("/models/0/state", "'failing'")
                .has("/models/0/reason", "'rejected'")
                .lacks("/models/0/retryAt");
        Instant since = Instant.parse(failing.at("/models/0/failingSince").asString());
        ask("broken", ScriptedReply.error(401, "bad key " + SECRET));
        Answer open = list().has("/models/0/state", "'open'")
                .has("/models/0/reason", "'unauthorized'")
                .has("/models/0/failingSince", "'" + since + "'");
        assertThat(Instant.parse(open.at("/models/0/retryAt").asString())).isAfter(since);
        assertThat(open.text()).doesNotContain(SECRET);
        assertThat(output).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"configprops", "beans", "prometheus", "metrics", "health", "loggers", "mappings"})
    void noEndpointShowsAKey(String endpoint) {
        assertThat(read("/actuator/" + endpoint)).doesNotContain(SECRET);
    }

    /** Other values are shown here since the test asks for that; keys never are. */
    @Test
    void theEnvironmentShowsNoKeyEvenWhereItShowsValues() {
        assertThat(read("/actuator/env")).contains("qwen3:4b").doesNotContain(SECRET);
    }

    @Test
    void measuresCallsByModelAndOutcome() {
        ask("small", ScriptedReply.text("well"));
        assertThat(read("/actuator/prometheus"))
                .contains("parley_model_calls_total{model=\"small\",outcome=\"answered\"}")
                .contains("parley_model_tokens_total{direction=\"output\",model=\"small\"}")
                .contains("parley_model_cost_dollars_total{model=\"small\"}")
                .contains("parley_model_circuit_open{model=\"local\"} 0.0");
    }

    private String read(String path) {
        byte[] body = client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return body == null ? "" : new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
}
