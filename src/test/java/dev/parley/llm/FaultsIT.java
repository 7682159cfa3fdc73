package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.SeparateIntegrationTest;
import dev.parley.testing.StudyApi;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * Whatever a model does, asks are answered, and what it did can be seen. {@code -Dfaults.asks=10000} makes so many asks of each
 * fault, with the policy of calls that services have; {@code target/faults.md} says how it went.
 */
@SeparateIntegrationTest
@DirtiesContext
class FaultsIT {

    private static final int SHORT = 160;
    private static final int ASKS = Integer.getInteger("faults.asks", SHORT);
    private static final int WORKERS = 8;

    /** How many pairs a worker makes at a time. */
    private static final int STINT = 10;

    private static final List<String> STRATEGIES = List.of("gated", "gated", "coin", "alone");

    /** The model of studies that other tests left. */
    private static final String OTHERS = "others";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ScriptedModel SERVER = new ScriptedModel();
    private static final List<FaultReport> REPORTS = new ArrayList<>();

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MeterRegistry meters;

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry properties) {
        Random random = new Random(1);
        SERVER.always(request -> Stream.of(Fault.values())
                .filter(fault -> request.path().startsWith("/" + fault + "/"))
                .findFirst()
                .map(fault -> fault.reply(random))
                .orElseGet(() -> ScriptedReply.error(500, "not one of them")));
        Stream.concat(Stream.of(Fault.values()).map(Fault::toString), Stream.of(OTHERS))
                .forEach(name -> {
                    String model = "parley.models." + name + ".";
                    properties.add(model + "provider", () -> "openai");
                    properties.add(model + "model", () -> "gpt");
                    properties.add(model + "base-url", () -> SERVER.root() + "/" + name + "/v1");
                });
        properties.add("parley.default-model", () -> OTHERS);
        if (ASKS <= SHORT) {
            properties.add("parley.proposals.interval", () -> "50ms");
            properties.add("parley.model-calls.first-pause", () -> "1ms");
        }
    }

    @AfterAll
    static void report() throws IOException {
        SERVER.close();
        Files.writeString(Path.of("target", "faults.md"), FaultReport.table(REPORTS));
    }

    @ParameterizedTest
    @EnumSource
    void noAskFailsForAModelsFaultAndTheFaultShows(Fault fault) {
        Map<String, Double> before = counts("parley.proposals", "fate");
        List<StudyApi> studies =
                STRATEGIES.stream().map(strategy -> study(fault, strategy)).toList();
        AtomicInteger failed = new AtomicInteger();
        int asks = 0;
        while (asks < ASKS) {
            Crowd.run(WORKERS, worker -> work(studies.get(worker % studies.size()), failed));
            asks += WORKERS * STINT;
        }
        if (fault.isFailure()) {
            await("the circuit of " + fault).atMost(PATIENCE).until(() -> circuit(fault) == 1);
        }
        studies.forEach(study -> study.post("/pause", "").is(200));
        await("the end of the refills")
                .atMost(PATIENCE)
                .until(() -> studies.stream().noneMatch(this::isAtWork));

        Map<String, Double> proposals = counts("parley.proposals", "fate");
        before.forEach((fate, count) -> proposals.merge(fate, -count, Double::sum));
        FaultReport report = new FaultReport(
                fault,
                asks,
                failed.get(),
                studies.stream().mapToInt(this::used).sum(),
                sums(studies, false),
                sums(studies, true),
                counts("parley.model.calls", "outcome", "model", fault.toString()),
                proposals);
        REPORTS.add(report);
        assertThat(report.failed()).isZero();
        studies.forEach(study -> new ProgressInvariants(jdbc).check(study.name()));
        report.check();
    }

    private StudyApi study(Fault fault, String strategy) {
        String type = strategy.equals("alone") ? "'type': 'llm'" : "'type': 'llm-tpe', 'mode': '" + strategy + "'";
        return api.study(
                "'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1},"
                        + " {'name': 'y', 'type': 'float', 'low': 0, 'high': 1}]",
                "'strategy': {'seed': 1, 'model': '%s', %s}".formatted(fault, type));
    }

    /** Asks and tells, and counts what was not answered well. */
    private static void work(StudyApi study, AtomicInteger failed) {
        for (int i = 0; i < STINT; i++) {
            var asked = study.ask("{}");
            if (asked.status() != 200 || asked.at("/trials").isEmpty()) {
                failed.incrementAndGet();
                continue;
            }
            JsonNode trial = asked.at("/trials/0");
            double x = trial.at("/configuration/x").doubleValue();
            double y = trial.at("/configuration/y").doubleValue();
            assertThat(x).isBetween(0.0, 1.0);
            assertThat(y).isBetween(0.0, 1.0);
            study.tell(trial.path("number").asInt(), Math.hypot(x - 0.3, y - 0.7));
        }
    }

    private double circuit(Fault fault) {
        return meters.get("parley.model.circuit.open")
                .tag("model", fault.toString())
                .gauge()
                .value();
    }

    private boolean isAtWork(StudyApi study) {
        return jdbc.sql("SELECT claim IS NOT NULL FROM study_model JOIN study USING (study_id) WHERE name = :name")
                .param("name", study.name())
                .query(Boolean.class)
                .single();
    }

    private int used(StudyApi study) {
        return jdbc.sql("SELECT count(*) FROM trial JOIN study USING (study_id) WHERE name = :name AND origin = 'llm'")
                .param("name", study.name())
                .query(Integer.class)
                .single();
    }

    /** The exchanges of studies by outcome, or what became of the proposals in them. */
    private static Map<String, Integer> sums(List<StudyApi> studies, boolean ofFates) {
        Map<String, Integer> sums = new TreeMap<>();
        for (StudyApi study : studies) {
            for (String token = ""; token != null; ) {
                var page = study.get("/exchanges?pageSize=100" + token).is(200);
                for (JsonNode exchange : page.at("/exchanges")) {
                    if (ofFates) {
                        exchange.path("fates")
                                .forEachEntry((fate, count) -> sums.merge(fate, count.asInt(), Integer::sum));
                    } else {
                        sums.merge(exchange.path("outcome").asString(), 1, Integer::sum);
                    }
                }
                token = page.text().contains("nextPageToken")
                        ? "&pageToken=" + page.at("/nextPageToken").asString()
                        : null;
            }
        }
        return sums;
    }

    /** A counter's values by one of its tags. */
    private Map<String, Double> counts(String meter, String tag, String... tags) {
        Map<String, Double> counts = new TreeMap<>();
        Search.in(meters).name(meter).tags(tags).counters().forEach(counter -> {
            if (counter.count() > 0) {
                counts.put(String.valueOf(counter.getId().getTag(tag)), counter.count());
            }
        });
        return counts;
    }
}
