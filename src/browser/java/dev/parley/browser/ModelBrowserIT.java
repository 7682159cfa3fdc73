package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.StudyApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What a language model has to do with the page. */
@IntegrationTest
@DirtiesContext
@TestPropertySource(
        properties = {
            "parley.proposals.interval=50ms",
            "parley.models.scripted.provider=openai",
            "parley.models.scripted.model=gpt",
            "parley.models.scripted.api-key=k",
            "parley.models.scripted.timeout=40s",
            "parley.models.scripted.price.input=1",
            "parley.models.scripted.price.output=10",
            "parley.model-calls.first-pause=1ms"
        })
class ModelBrowserIT {

    private static final ScriptedModel SERVER = new ScriptedModel();

    private static final String DRAFT = """
        {"parameters": [
          {"reason": "steps that are too long diverge", "name": "lr", "type": "float", "low": 1e-5, "high": 0.1,
           "step": null, "scale": "log", "values": null, "default": 0.001, "when": null},
          {"reason": "two that are worth a try", "name": "solver", "type": "categorical", "low": null, "high": null,
           "step": null, "scale": null, "values": ["adam", "sgd"], "default": "adam", "when": null},
          {"reason": "only sgd has it", "name": "momentum", "type": "float", "low": 0, "high": 0.99,
           "step": null, "scale": "linear", "values": null, "default": null,
           "when": {"parameter": "solver", "in": ["sgd"]}}]}
        """;

    @Autowired
    Api api;

    @LocalServerPort
    int port;

    private Browser browser;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("parley.models.scripted.base-url", SERVER::openAiUrl);
    }

    @BeforeEach
    void start() {
        SERVER.reset();
        browser = new Browser(port);
    }

    @AfterEach
    void end() {
        browser.close();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aModelDraftsTheSpaceOfANewStudy() throws Exception {
        SERVER.always(ScriptedReply.text(DRAFT));
        String name = Api.freshName();
        browser.open("").button("New study").click();
        browser.type("Name", name).type("What is optimized", "A perceptron");
        browser.button("Ask a language model to draft the space").click();
        browser.type("The program to be tuned", "def fit(lr, solver, momentum): ...");
        browser.button("Draft").click();
        browser.says("3 parameters were drafted. Look at them before you create the study.");
        browser.shows("dialog .parameters", "only sgd has it").counts("dialog .parameters .parameter", 3);
        assertThat(SERVER.request().body().toString()).contains("def fit(lr, solver, momentum)", "A perceptron");
        browser.isAccessible().picture("draft");
        browser.size(390, 844).isAccessible().picture("draft-narrow");
        browser.button("Create").click();
        browser.shows("h1", name);
        JsonNode space = api.get("/studies/" + name).is(200).at("/space");
        assertThat(space.at("/0/low").doubleValue()).isEqualTo(1e-5);
        assertThat(space.at("/1/default").asString()).isEqualTo("adam");
        assertThat(space.at("/2/when/in/0").asString()).isEqualTo("sgd");
        browser.isContent();
    }

    @Test
    void aModelThatFailsToDraftIsSaidToHaveFailed() {
        SERVER.always(ScriptedReply.error(500, "out of order"));
        browser.open("").button("New study").click();
        browser.button("Ask a language model to draft the space").click();
        browser.button("Draft").click();
        browser.find("dialog [role=alert]");
        browser.counts("dialog .parameters .parameter", 1).button("Draft");
        browser.isContent("50");
    }

    @Test
    void aTrialOfAModelsShowsTheExchangeItCameFrom() throws Exception {
        SERVER.always(ScriptedReply.text(
                "{\"proposals\": [{\"reason\": \"the middle is a good start\", \"configuration\": {\"x\": 0.5}}]}"));
        StudyApi study = api.study(
                "'strategy': {'type': 'llm', 'seed': 1, 'budget': {'calls': 1, 'money': 2}}",
                "'description': 'A bowl of soup'");
        JsonNode trial = study.ask("{'waitMs': 10000}").is(200).at("/trials/0");
        assertThat(trial.path("origin").asString()).isEqualTo("llm");
        study.tell(trial.path("number").asInt(), 0.25).is(200);
        browser.open("?study=" + study.name()).shows("main", "The language model's part");
        browser.shows("main", "$0.00042").shows("main", "of $2"); // 120 tokens in at $1 and 30 out at $10 for a million
        browser.find("tbody tr.link").click();
        browser.shows("dialog", "the middle is a good start").shows("dialog", "The exchange with scripted");
        browser.shows("dialog", "120 in, 30 out");
        browser.button("Asked").click();
        browser.shows("dialog details[open]", "A bowl of soup");
        browser.button("Answered").click();
        browser.shows("dialog details[open]:last-child", "\"configuration\": {");
        browser.isAccessible().isContent().picture("exchange");
    }
}
