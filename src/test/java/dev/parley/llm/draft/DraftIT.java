package dev.parley.llm.draft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

@IntegrationTest
@DirtiesContext
@TestPropertySource(
        properties = {
            "parley.proposals.most-at-once=0",
            "parley.models.scripted.provider=openai",
            "parley.models.scripted.model=gpt",
            "parley.models.scripted.api-key=k",
            "parley.model-calls.first-pause=1ms"
        })
class DraftIT {

    private static final String GOOD = """
        {"parameters": [
          {"reason": "steps that are too long diverge", "name": "lr", "type": "float", "low": 1e-5, "high": 0.1,
           "step": null, "scale": "log", "values": null, "default": 0.001, "when": null},
          {"reason": "two that are worth a try", "name": "solver", "type": "categorical", "low": null, "high": null,
           "step": null, "scale": null, "values": ["adam", "sgd"], "default": "adam", "when": null},
          {"reason": "only sgd has it", "name": "momentum", "type": "float", "low": 0, "high": %s,
           "step": null, "scale": "linear", "values": null, "default": null,
           "when": {"parameter": "solver", "in": ["sgd"]}}]}
        """;

    private static final ScriptedModel SERVER = new ScriptedModel();

    @Autowired
    Api api;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("parley.models.scripted.base-url", SERVER::openAiUrl);
    }

    @BeforeEach
    void forget() {
        SERVER.reset();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private Answer draft(String body) {
        return api.post("/search-spaces/draft", body);
    }

    @Test
    void aDraftCanBeUsedAsAStudysSpace() {
        SERVER.next(ScriptedReply.text(GOOD.formatted("0.99")));
        Answer draft = draft("{'description': 'A perceptron', 'code': 'def fit(lr, solver, momentum): ...'}")
                .is(200)
                .has("/model", "'scripted'")
                .has("/leftOut", "[]")
                .has("/space/0/scale", "'log'")
                .has("/space/2/when/parameter", "'solver'")
                .has("/reasons/momentum", "'only sgd has it'");
        api.study("'space': " + draft.at("/space"), "'strategy': {'type': 'tpe'}")
                .ask();
        assertThat(SERVER.request().body().toString()).contains("A perceptron", "def fit");
    }

    @Test
    void aDraftWithFaultsGoesBackOnceAndWhatStaysWrongIsLeftOut() {
        SERVER.next(ScriptedReply.text(GOOD.formatted("-1")), ScriptedReply.text(GOOD.formatted("0.9")));
        draft("{'description': 'A perceptron'}").is(200).has("/leftOut", "[]").has("/space/2/high", "0.9");
        assertThat(SERVER.requests()).hasSize(2);
        SERVER.next(ScriptedReply.text(GOOD.formatted("-1")), ScriptedReply.text(GOOD.formatted("-1")));
        Answer partial = draft("{'description': 'A perceptron'}").is(200);
        assertThat(partial.at("/space").size()).isEqualTo(2);
        assertThat(partial.at("/leftOut").size()).isEqualTo(1);
    }

    @Test
    void noDraftIsAProblemThatSaysWhy() {
        SERVER.next(ScriptedReply.text("I would rather not."), ScriptedReply.text("No."));
        draft("{'description': 'A perceptron'}").isProblem(503, "model-unavailable");
        SERVER.next(ScriptedReply.error(401, "no such key"));
        draft("{'description': 'A perceptron'}").isProblem(503, "model-unavailable");
        assertThat(SERVER.requests()).hasSize(3);
        draft("{'description': ' '}").isInvalidAt("/description");
        draft("{'description': 'x', 'model': 'other'}").isInvalidAt("/model");
    }
}
