package dev.parley.finetuning;

import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.ScriptedRequest;
import dev.parley.testing.ScriptedTrainer;
import dev.parley.testing.SeparateIntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service with a provider that trains models as its script says, and studies to learn from. */
@SeparateIntegrationTest
@DirtiesContext
@ResourceLock("the provider that trains")
abstract class FineTuning {

    static final JsonMapper JSON = new JsonMapper();
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final ScriptedTrainer SERVER = new ScriptedTrainer();
    static final AtomicInteger STUDIES = new AtomicInteger();
    static final String KEY = "sk-very-secret";
    static final String SUBMIT = "POST /fine_tuning/jobs";
    static final String LOOK = "GET /fine_tuning/jobs/*";

    static {
        SpringApplication.getShutdownHandlers().add(SERVER::close);
    }

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry properties) {
        for (String property : properties()) {
            String[] parts = property.split("=", 2);
            properties.add(parts[0], () -> parts[1]);
        }
    }

    static String[] properties() {
        return new String[] {
            "parley.default-model=base",
            "parley.models.base.provider=openai",
            "parley.models.base.model=gpt",
            "parley.models.base.base-url=" + SERVER.url(),
            "parley.models.base.api-key=" + KEY,
            "parley.models.base.timeout=2s",
            "parley.models.keyless.provider=openai",
            "parley.models.keyless.model=gpt",
            "parley.models.keyless.base-url=" + SERVER.url(),
            "parley.models.other.provider=ollama",
            "parley.models.other.model=llama",
            "parley.model-calls.first-pause=1ms",
            "parley.model-calls.attempts=1",
            "parley.model-calls.failures-to-open=1000",
            "parley.proposals.interval=1h",
            "parley.fine-tunes.interval=20ms",
            "parley.fine-tunes.poll-interval=50ms",
            "parley.fine-tunes.first-pause=20ms",
            "parley.fine-tunes.attempts=4"
        };
    }

    @BeforeEach
    void answerWell() {
        endWhatWasBegun();
        SERVER.reset();
        SERVER.chat(FineTuning::answer);
    }

    /** Whoever works on the test before would take the answers that are meant for the next. */
    private void endWhatWasBegun() {
        await().atMost(PATIENCE).until(() -> {
            jdbc.sql("""
                UPDATE fine_tune SET state = 'failed', claim = NULL
                WHERE state NOT IN ('usable', 'rejected') AND (claim IS NULL OR claimed_until < now() OR project = 'foreign')
                """).update();
            return jdbc.sql("""
                SELECT count(*) FROM fine_tune
                WHERE claim IS NOT NULL OR state NOT IN ('usable', 'rejected', 'failed')
                """).query(Integer.class).single() == 0;
        });
    }

    /** The tuned model knows that the loss is x; its base says the opposite of it, and proposes the worst. */
    static ScriptedReply answer(ScriptedRequest request) {
        boolean isTuned = request.body().path("model").asString().equals("ft:tuned");
        String user = request.message(1);
        JsonNode data = JSON.readTree(user.substring(user.indexOf("<data>") + 6, user.indexOf("</data>")));
        if (!data.has("candidates")) {
            double step = 0.02 * (data.path("trials_ended").asInt() - ProposalExam.STARTS);
            return ScriptedReply.text("{\"proposals\": [{\"reason\": \"\", \"configuration\": {\"x\": %s}}]}"
                    .formatted(isTuned ? step : 1 - step));
        }
        return ScriptedReply.text(data.path("candidates").propertyNames().stream()
                .map(key -> {
                    double x = data.at("/candidates/" + key + "/x").doubleValue();
                    return String.format(Locale.ROOT, "\"%s\": %.4f", key, isTuned ? 100 - 100 * x : 100 * x);
                })
                .collect(Collectors.joining(", ", "{\"scores\": {", "}}")));
    }

    /** Studies in which the loss is x; the best is too small to be met at random. */
    List<StudyApi> studies(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    StudyApi study = api.study(
                            "'name': 'fine-%d'".formatted(STUDIES.incrementAndGet()),
                            "'description': 'the loss is x'",
                            "'labels': {'group': 'g%d'}".formatted(i % 4));
                    Random random = new Random(i);
                    study.add(IntStream.range(0, 40)
                                    .mapToObj(n -> String.format(
                                            Locale.ROOT,
                                            "{'state': 'complete', 'configuration': {'x': %1$.6f}, 'values': {'loss':"
                                                    + " %1$.6f}}",
                                            Math.pow(random.nextDouble(), 3)))
                                    .collect(Collectors.joining(",")))
                            .is(201);
                    return study;
                })
                .toList();
    }

    static String names(List<StudyApi> studies) {
        return studies.stream().map(study -> "'" + study.name() + "'").collect(Collectors.joining(",", "[", "]"));
    }

    long begin(String kind, String... more) {
        String body = "{'model': 'base', 'kind': '%s', 'mustBeat': 'base', 'studies': %s%s}"
                .formatted(kind, names(studies(6)), more.length == 0 ? "" : ", " + String.join(", ", more));
        return api.post("/fine-tunes", body).is(202).at("/number").asLong();
    }

    JsonNode get(long number) {
        return JSON.readTree(api.get("/fine-tunes/" + number).is(200).text());
    }

    JsonNode awaited(long number, String... states) {
        await().atMost(PATIENCE)
                .until(() -> List.of(states).contains(get(number).path("state").asString()));
        return get(number);
    }
}
