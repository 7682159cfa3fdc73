package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.llm.StudyModels.Claim;
import dev.parley.study.ModelBudget;
import dev.parley.study.Studies;
import dev.parley.study.StudyView;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.Replica;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.ScriptedRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Two replicas on one database that ask the same model for the same studies; each has a key of its own, so that it is known. */
@IntegrationTest
@DirtiesContext
class SharedRefillsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration THINKING = Duration.ofMillis(80);
    private static final ScriptedModel SERVER = new ScriptedModel();

    /** By study: the requests under way, the most of them at a time, and the replicas' keys. */
    private static final Map<String, AtomicInteger> UNDER_WAY = new ConcurrentHashMap<>();

    private static final Map<String, Integer> MOST_AT_ONCE = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> REQUESTS = new ConcurrentHashMap<>();
    private static final Set<String> KEYS = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger MADE = new AtomicInteger();

    private static Replica replica;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    StudyModels models;

    @Autowired
    Studies studies;

    @DynamicPropertySource
    static void model(DynamicPropertyRegistry properties) {
        for (String property : properties("here")) {
            String[] parts = property.split("=", 2);
            properties.add(parts[0], () -> parts[1]);
        }
    }

    private static String[] properties(String key) {
        return new String[] {
            "parley.default-model=others",
            "parley.models.others.provider=openai",
            "parley.models.others.model=gpt",
            "parley.models.others.base-url=" + SERVER.root() + "/others/v1",
            "parley.proposals.interval=20ms",
            "parley.models.shared.provider=openai",
            "parley.models.shared.model=gpt",
            "parley.models.shared.base-url=" + SERVER.openAiUrl(),
            "parley.models.shared.api-key=" + key,
            "parley.models.shared.price.input=1",
            "parley.models.shared.price.output=10"
        };
    }

    @BeforeAll
    static void start() {
        SERVER.always(SharedRefillsIT::answer);
        replica = Replica.start(properties("there"));
    }

    @AfterAll
    static void stop() {
        replica.close();
        SERVER.close();
    }

    /** One proposal that is well and one that is not, so that each refill would make two calls. */
    private static ScriptedReply answer(ScriptedRequest request) {
        if (request.path().startsWith("/others/")) {
            return ScriptedReply.error(500, "for studies that other tests left");
        }
        String prompt = request.message(1);
        String study = prompt.replaceFirst("(?s).*study (shared-\\w+-\\d+).*", "$1");
        KEYS.add(String.valueOf(request.headers().getFirst("Authorization")));
        REQUESTS.computeIfAbsent(study, name -> new AtomicInteger()).incrementAndGet();
        AtomicInteger underWay = UNDER_WAY.computeIfAbsent(study, name -> new AtomicInteger());
        MOST_AT_ONCE.merge(study, underWay.incrementAndGet(), Math::max);
        try {
            Thread.sleep(THINKING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        underWay.decrementAndGet();
        return ScriptedReply.text("""
            {"proposals": [{"reason": "new", "configuration": {"x": %s}},
                           {"reason": "far out", "configuration": {"x": 7}}]}
            """.formatted(Math.floorMod(MADE.incrementAndGet() * 377, 1000) / 1000.0));
    }

    private List<String> studies(String kind, int count, String budget) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    String name = "shared-%s-%d".formatted(kind, i);
                    new ParleyClient(port).create(name, """
                        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
                         "objectives": [{"name": "loss", "direction": "minimize"}],
                         "description": "study %s", "strategy": {"type": "llm", "model": "shared", "budget": %s, "waitMs": 0}}
                        """.formatted(name, budget));
                    return name;
                })
                .toList();
    }

    /** Asks and tells at either replica, once for each study. */
    private void work(List<String> studies, int worker) {
        ParleyClient client = worker % 2 == 0 ? new ParleyClient(port) : replica.client();
        for (String study : studies) {
            client.tell(study, client.askOne(study).path("number").asInt(), worker)
                    .expect(200);
        }
    }

    private static int requests(String study) {
        return REQUESTS.getOrDefault(study, new AtomicInteger()).get();
    }

    @Test
    void aStudyIsRefilledByOneReplicaAtATime() {
        List<String> studies = studies("one", 6, "{}");
        await().atMost(PATIENCE).until(() -> {
            Crowd.run(4, worker -> work(studies, worker));
            return studies.stream().allMatch(study -> requests(study) >= 6);
        });
        assertThat(studies).allSatisfy(study -> assertThat(MOST_AT_ONCE).containsEntry(study, 1));
        assertThat(KEYS).containsExactlyInAnyOrder("Bearer here", "Bearer there");
    }

    /** A call may cost 10,096 tokens or 0.04696 dollars, which are reserved before it, and costs 150 or 0.00042. */
    @ParameterizedTest
    @CsvSource({"calls, 5, 5", "tokens, 11000, 7", "money, 0.05, 8"})
    void aBudgetIsUsedUpAndNotExceededByBoth(String kind, String most, int calls) {
        List<String> studies = studies(kind, 3, "{\"%s\": %s}".formatted(kind, most));
        await().atMost(PATIENCE).until(() -> {
            Crowd.run(4, worker -> work(studies, worker));
            return studies.stream().allMatch(study -> requests(study) >= calls);
        });
        for (int i = 0; i < 5; i++) {
            Crowd.run(4, worker -> work(studies, worker));
        }
        await().atMost(PATIENCE).until(() -> studies.stream().noneMatch(this::isAtWork));
        assertThat(studies).allSatisfy(study -> {
            assertThat(requests(study)).isEqualTo(calls);
            assertThat(spent(study, "calls")).isEqualTo(calls);
            assertThat(spent(study, "reserved_calls + reserved_tokens + reserved_cost"))
                    .isZero();
            assertThat(exchanges(study)).isEqualTo(calls);
        });
    }

    @Test
    void aClaimThatRanOutIsTakenOverAndCostsWhatItHadReserved() {
        StudyView study = idle("shared-lost-0");
        long id = study.study().id();
        ModelBudget budget = new ModelBudget(3L, null, null);
        Cost call = new Cost(1, 100, BigDecimal.ONE);
        Claim lost = models.claim(id, Duration.ZERO, call.times(2), budget).orElseThrow();
        assertThat(models.claim(id, Duration.ofMinutes(1), call.times(2), budget))
                .as("two are reserved and one is left")
                .isEmpty();
        Claim taken = models.claim(id, Duration.ofMinutes(1), call, budget).orElseThrow();
        assertThat(taken.exchange()).isEqualTo(lost.exchange() + 2);
        assertThat(models.settle(lost, study, 0, call, 1, 1)).isEmpty();
        assertThat(models.settle(taken, study, 0, call, 1, 1)).contains(0);
        assertThat(spent(study.study().name().value(), "calls")).isEqualTo(3);
        assertThat(models.claim(id, Duration.ofMinutes(1), call, budget)).isEmpty();
    }

    /** Whoever finds that another has the refill must not take the budget for spent, even where the other is done by then. */
    @Test
    void onlyASpentBudgetPutsRefillsOff() {
        StudyView study = idle("shared-late-0");
        long id = study.study().id();
        ModelBudget budget = new ModelBudget(2L, null, null);
        Cost call = new Cost(1, 100, BigDecimal.ONE);
        Claim claim = models.claim(id, Duration.ofMinutes(1), call, budget).orElseThrow();
        assertThat(models.claim(id, Duration.ofMinutes(1), call, budget)).isEmpty();
        models.settle(claim, study, 0, call, 1, 1);
        assertThat(models.putOffIfSpent(id, Duration.ofMinutes(1), call, budget))
                .isZero();
        assertThat(models.putOffIfSpent(id, Duration.ofMinutes(1), call.times(2), budget))
                .isOne();
    }

    /** A study that no replica refills by itself. */
    private StudyView idle(String name) {
        ParleyClient here = new ParleyClient(port);
        here.create(name, """
            {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
             "objectives": [{"name": "loss", "direction": "minimize"}],
             "strategy": {"type": "llm", "model": "shared", "budget": {"calls": 0}}}
            """);
        return studies.find(id(name)).orElseThrow();
    }

    private long id(String study) {
        return jdbc.sql("SELECT study_id FROM study WHERE name = :name")
                .param("name", study)
                .query(Long.class)
                .single();
    }

    private boolean isAtWork(String study) {
        return jdbc.sql("SELECT claim IS NOT NULL FROM study_model WHERE study_id = :id")
                .param("id", id(study))
                .query(Boolean.class)
                .single();
    }

    private double spent(String study, String column) {
        return jdbc.sql("SELECT " + column + " FROM study_model WHERE study_id = :id")
                .param("id", id(study))
                .query(Double.class)
                .single();
    }

    private int exchanges(String study) {
        return jdbc.sql("SELECT count(*) FROM exchange WHERE study_id = :id")
                .param("id", id(study))
                .query(Integer.class)
                .single();
    }
}
