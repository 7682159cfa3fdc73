package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.llm.model.Provider;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.ScriptedRequest;
import dev.parley.testing.StudyApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * SLLMBO's loop (arXiv 2410.20302) with any provider: an initializer, one configuration after another, ranges that move, patience,
 * and a conversation or a summary of it. The conversation holds configurations and scores of one of the paper's own studies.
 */
@IntegrationTest
@DirtiesContext
@TestPropertySource(properties = {"parley.proposals.interval=20ms", "parley.default-model=openai"})
class SllmboIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode RECORDED =
            JSON.readTree(Objects.requireNonNull(SllmboIT.class.getResourceAsStream("sllmbo-adult-census.json")));
    private static final int TURNS = RECORDED.path("turns").size();
    private static final ScriptedModel SERVER = new ScriptedModel();

    @Autowired
    Api api;

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry properties) {
        for (Provider provider : Provider.values()) {
            String name = "parley.models." + provider + ".";
            properties.add(name + "provider", provider::toString);
            properties.add(name + "model", () -> "scripted");
            properties.add(name + "base-url", provider == Provider.OPENAI ? SERVER::openAiUrl : SERVER::root);
            properties.add(name + "api-key", () -> "k");
        }
    }

    @BeforeEach
    void clear() {
        SERVER.reset();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** One thing said in a request: by whom, and the text. */
    private record Said(String role, String text) {}

    /** The conversation in a request, without the system's part, whatever the provider's form. */
    private static List<Said> said(ScriptedRequest request) {
        List<Said> said = new ArrayList<>();
        JsonNode body = request.body();
        (body.has("contents") ? body.path("contents") : body.path("messages")).forEach(message -> {
            String role = message.path("role").asString().toLowerCase(Locale.ROOT);
            JsonNode content = message.has("parts") ? message.path("parts") : message.path("content");
            String text = content.isArray() ? content.at("/0/text").asString() : content.asString();
            if (!role.equals("system")) {
                said.add(new Said(role.equals("model") ? "assistant" : role, text));
            }
        });
        return said;
    }

    /** An answer as the provider would send it. */
    private static ScriptedReply reply(Provider provider, String text) {
        String quoted = JSON.writeValueAsString(text);
        return switch (provider) {
            case OPENAI -> ScriptedReply.text(text);
            case ANTHROPIC -> ScriptedReply.json("""
                {"id": "msg_1", "type": "message", "role": "assistant", "model": "scripted", "stop_reason": "end_turn",
                 "stop_sequence": null, "content": [{"type": "text", "text": %s}],
                 "usage": {"input_tokens": 120, "output_tokens": 30}}
                """.formatted(quoted));
            case GOOGLE -> ScriptedReply.json("""
                {"candidates": [{"content": {"parts": [{"text": %s}], "role": "model"}, "finishReason": "STOP", "index": 0}],
                 "usageMetadata": {"promptTokenCount": 120, "candidatesTokenCount": 30, "totalTokenCount": 150},
                     "modelVersion": "scripted", "responseId": "r1"}
                """.formatted(quoted));
            case OLLAMA -> ScriptedReply.json("""
                {"model": "scripted", "created_at": "2026-11-20T09:12:43Z", "done": true, "done_reason": "stop",
                 "message": {"role": "assistant", "content": %s}, "prompt_eval_count": 120, "eval_count": 30}
                """.formatted(quoted));
        };
    }

    private static JsonNode turn(int index) {
        return RECORDED.path("turns").path(index);
    }

    private static String answer(int index) {
        return turn(index).path("answer").asString();
    }

    /** Answers with the recorded turn that follows as many answers as the request remembers. */
    private static void remember(Provider provider) {
        SERVER.always(request -> reply(provider, answer(Math.min(said(request).size() / 2, TURNS - 1))));
    }

    private StudyApi census(Provider provider, String strategy, String limits) {
        return api.study(
                "'space': " + RECORDED.path("space").toString().replace('"', '\''),
                "'objectives': [{'name': 'f1_weighted', 'direction': 'maximize'}]",
                "'description': 'LightGBM on the adult census: the income group by age, education and working hours'",
                "'strategy': {'seed': 1, 'model': '" + provider + "', " + strategy + "}",
                "'limits': " + limits);
    }

    private static JsonNode next(StudyApi study) {
        return study.ask("{'waitMs': 20000}").is(200).at("/trials/0");
    }

    private static void tell(StudyApi study, int number, double score) {
        study.tell(number, "{'state': 'complete', 'values': {'f1_weighted': " + score + "}}")
                .is(200);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void aRecordedConversationIsLedAgain(Provider provider) {
        remember(provider);
        StudyApi study = census(provider, "'type': 'llm', 'memory': 'conversation'", "{'trials': " + TURNS + "}");
        for (int i = 0; i < TURNS; i++) {
            JsonNode trial = next(study);
            assertThat(trial.path("origin").asString())
                    .as("%s", study.get("/exchanges").at("/exchanges/0"))
                    .isEqualTo("llm");
            turn(i).path("configuration")
                    .forEachEntry((name, value) -> assertThat(
                                    trial.path("configuration").path(name).asDouble())
                            .as("%s of turn %s", name, trial.path("number"))
                            .isEqualTo(value.asDouble()));
            tell(study, i, turn(i).path("f1_weighted").asDouble());
        }
        study.get("").is(200).has("/state", "'completed'");

        ScriptedRequest last = SERVER.requests().stream()
                .filter(request -> said(request).size() == 2 * TURNS - 1)
                .findFirst()
                .orElseThrow();
        List<Said> said = said(last);
        assertThat(said.getFirst().text()).contains("adult census", "num_leaves", "\"trials_ended\": 0");
        for (int i = 0; i < TURNS - 1; i++) {
            assertThat(said.get(2 * i).role()).isEqualTo("user");
            assertThat(said.get(2 * i + 1)).isEqualTo(new Said("assistant", answer(i)));
        }
        assertThat(said.getLast().text())
                .doesNotContain("adult census")
                .contains("\"trials_ended\": " + (TURNS - 1), "new_trials", "best_trials")
                .contains("\"learning_rate\":[0.05,0.12]");
        JsonNode exchange = study.get("/exchanges").is(200).at("/exchanges/0");
        assertThat(exchange.at("/ranges/learning_rate").toString()).isEqualTo("[0.05,0.12]");
        assertThat(exchange.at("/ranges/num_leaves").toString()).isEqualTo("[1000,2000]");
        assertThat(exchange.at("/ranges/subsample").toString()).isEqualTo("[0.7,1.0]");
    }

    @Test
    void aSummaryTellsEverythingAnewEachTime() {
        SERVER.always(request -> reply(Provider.OPENAI, answer(Math.min(ended(request), TURNS - 1))));
        StudyApi study = census(Provider.OPENAI, "'type': 'llm'", "{'trials': 3}");
        study.get("").is(200).has("/strategy/memory", "'summary'");
        for (int i = 0; i < 3; i++) {
            tell(
                    study,
                    next(study).path("number").asInt(),
                    turn(i).path("f1_weighted").asDouble());
        }
        assertThat(SERVER.requests()).allSatisfy(request -> {
            assertThat(said(request)).hasSize(1);
            assertThat(said(request).getFirst().text()).contains("adult census");
        });
        assertThat(said(SERVER.requests().get(2)).getFirst().text())
                .contains("\"num_leaves\":[1000,2000]", "best_trials", "0.779876");
    }

    private static int ended(ScriptedRequest request) {
        String text = said(request).getLast().text();
        int at = text.indexOf("\"trials_ended\": ") + "\"trials_ended\": ".length();
        return Integer.parseInt(text.substring(at, text.indexOf(',', at)));
    }

    @Test
    void patienceEndsAStudyThatBecomesNoBetter() {
        remember(Provider.OPENAI);
        StudyApi study = census(Provider.OPENAI, "'type': 'llm', 'memory': 'conversation'", "{'patience': 3}");
        for (int i = 0; i < 4; i++) {
            tell(
                    study,
                    next(study).path("number").asInt(),
                    turn(i).path("f1_weighted").asDouble());
        }
        study.get("").is(200).has("/state", "'completed'");
    }

    @Test
    void theCoinGivesTheModelTheFirstTrialAndAboutEverySecondOne() {
        remember(Provider.OPENAI);
        StudyApi study = census(Provider.OPENAI, "'mode': 'coin', 'repeats': 'allow'", "{'trials': 24}");
        List<String> origins = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            JsonNode trial = next(study);
            origins.add(trial.path("origin").asString());
            tell(study, i, 0.7 + 0.001 * Math.sin(i));
        }
        assertThat(origins).startsWith("llm");
        assertThat(origins.stream().filter("llm"::equals).count()).isBetween(6L, 18L);
    }

    @Test
    void theModelMayRepeatItselfOnlyWhereTheStudyMay() {
        SERVER.always(request -> reply(Provider.OPENAI, answer(0)));
        StudyApi may = census(Provider.OPENAI, "'type': 'llm', 'repeats': 'allow'", "{'trials': 3}");
        StudyApi mayNot = census(Provider.OPENAI, "'type': 'llm'", "{'trials': 3}");
        List<String> repeated = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            repeated.add(next(may).path("origin").asString());
            tell(may, i, 0.7);
        }
        assertThat(repeated).containsExactly("llm", "llm", "llm");
        assertThat(next(mayNot).path("origin").asString()).isEqualTo("llm");
        tell(mayNot, 0, 0.7);
        assertThat(mayNot.ask("{'waitMs': 1000}").is(200).at("/trials/0/origin").asString())
                .isNotEqualTo("llm");
        JsonNode exchange = mayNot.get("/exchanges").is(200).at("/exchanges/0");
        assertThat(exchange.at("/fates/tried").asInt()).isEqualTo(1);
        assertThat(exchange.at("/repeated/0/num_leaves").asInt()).isEqualTo(1500);
        tell(mayNot, 1, 0.8);
        mayNot.ask("{'waitMs': 5000}").is(200);
        assertThat(mayNot.get("/exchanges").is(200).at("/exchanges").findValuesAsString("prompt"))
                .anyMatch(prompt -> prompt.contains("you_repeated"));
    }

    @Test
    void onlyALoopHasAMemory() {
        String rest = "'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}],"
                + " 'objectives': [{'name': 'loss', 'direction': 'minimize'}]}";
        api.post("/studies", "{'strategy': {'memory': 'conversation'}, " + rest).isInvalidAt("/strategy/memory");
        api.post("/studies", "{'strategy': {'type': 'tpe', 'memory': 'summary'}, " + rest)
                .isInvalidAt("/strategy/memory");
        api.post("/studies", "{'strategy': {'type': 'llm', 'memory': 'elephant'}, " + rest)
                .isInvalidAt("/strategy/memory");
    }
}
