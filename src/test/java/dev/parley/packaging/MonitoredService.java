package dev.parley.packaging;

import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A service that has done a little of everything that dashboards show. */
@IntegrationTest
@DirtiesContext
@TestPropertySource(
        properties = {
            "parley.katib.enabled=true",
            "parley.katib.address=127.0.0.1",
            "parley.katib.port=0",
            "parley.proposals.interval=50ms",
            "parley.mlflow.uri=http://127.0.0.1:9",
            "parley.mlflow.studies=labelled",
            "parley.models.scripted.provider=openai",
            "parley.models.scripted.model=gpt",
            "parley.models.scripted.api-key=k",
            "parley.models.scripted.price.input=1",
            "parley.models.scripted.price.output=10"
        })
abstract class MonitoredService {

    private static final ScriptedModel SERVER = new ScriptedModel();
    private static final AtomicInteger MADE = new AtomicInteger();

    @Autowired
    Api api;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        SERVER.always(request -> proposals());
        properties.add("parley.models.scripted.base-url", SERVER::openAiUrl);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static ScriptedReply proposals() {
        return ScriptedReply.text(IntStream.range(0, 6)
                .mapToObj(i -> "{\"reason\": \"a guess\", \"configuration\": {\"x\": %s}}"
                        .formatted(Math.floorMod(MADE.incrementAndGet() * 377, 1000) / 1000.0))
                .collect(Collectors.joining(", ", "{\"proposals\": [", "]}")));
    }

    /** Uses the service; answers the names of the studies: one without a model, and one with. */
    List<String> use() {
        StudyApi plain = api.study(
                "'objectives': [{'name': 'accuracy', 'direction': 'maximize'}]",
                "'strategy': {'type': 'tpe', 'seed': 1}",
                "'pruner': {'type': 'threshold', 'upper': 0.99}");
        double[] values = {0.5, 0.4, 0.7, 0.6, 0.9};
        for (int i = 0; i < values.length; i++) {
            JsonNode trial = ask(plain, "gpu-" + i % 2);
            plain.post(
                            "/trials/%d/report".formatted(trial.path("number").asInt()),
                            "{'lease': '%s', 'step': 1, 'values': {'accuracy': %s}}"
                                    .formatted(trial.path("lease").asString(), values[i]))
                    .is(200);
            plain.tell(
                            trial.path("number").asInt(),
                            "{'state': 'complete', 'values': {'accuracy': %s}}".formatted(values[i]))
                    .is(200);
        }
        tellNext(plain, "{'state': 'complete', 'values': {'accuracy': 1}, 'constraints': {'memory': 5}}");
        tellNext(plain, "{'state': 'failed', 'reason': 'out of memory'}");
        tellNext(plain, "{'state': 'pruned', 'step': 3}");
        ask(plain, "gpu-0");
        plain.get("-of-another-name").is(404);

        StudyApi withModel = api.study("'strategy': {'type': 'llm-tpe', 'seed': 1, 'model': 'scripted'}");
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            withModel.finish(MADE.get() / 1000.0);
            return withModel.get("/trials?origin=llm").is(200).at("/trials").size() > 2;
        });
        return List.of(plain.name(), withModel.name());
    }

    private static JsonNode ask(StudyApi study, String worker) {
        return study.ask("{'worker': '%s'}".formatted(worker)).is(200).at("/trials/0");
    }

    private static void tellNext(StudyApi study, String body) {
        study.tell(ask(study, "gpu-2").path("number").asInt(), body).is(200);
    }
}
