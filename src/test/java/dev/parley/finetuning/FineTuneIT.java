package dev.parley.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.finetuning.FineTunes.Claim;
import dev.parley.study.Project;
import dev.parley.study.Transactions;
import dev.parley.testing.Answer;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.Replica;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.StudyApi;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;

class FineTuneIT extends FineTuning {

    @Autowired
    private FineTunes fineTunes;

    @Autowired
    private Examples examples;

    @Autowired
    private Transactions transactions;

    @Value("${spring.datasource.url}")
    private String database;

    @ParameterizedTest
    @EnumSource(LessonKind.class)
    void aModelThatIsBetterBecomesUsable(LessonKind kind) {
        long number = begin(kind.toString(), "'name': 'good-%s'".formatted(kind), "'hyperparameters': {'epochs': 2}");
        awaited(number, "training");
        await().atMost(PATIENCE)
                .until(() -> get(number).at("/training/event").asString("").contains("loss 0.5"));
        assertThat(SERVER.jobs()
                        .values()
                        .iterator()
                        .next()
                        .at("/hyperparameters/n_epochs")
                        .asInt())
                .isEqualTo(2);
        SERVER.end("succeeded", "");
        JsonNode done = awaited(number, "usable", "rejected", "failed");
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("usable");
        assertThat(done.path("steps"))
                .hasSize(4)
                .allSatisfy(step -> assertThat(step.hasNonNull("endedAt")).isTrue());
        assertThat(done.at("/data/trainingExamples").asInt()).isGreaterThanOrEqualTo(60);
        assertThat(done.at("/training/trainedTokens").asInt()).isEqualTo(12_345);
        assertThat(done.at("/verdict/tuned/validShare").doubleValue())
                .as("a proposal may repeat a random start")
                .isGreaterThan(0.5);
        assertThat(done.path("studies")).hasSize(6);
        assertThat(SERVER.files())
                .hasSize(2)
                .allSatisfy(file -> assertThat(file).contains("messages", "fine-tune"));
        assertThat(SERVER.count(SUBMIT)).isOne();
        assertThat(api.get("/models").is(200).text()).contains("good-" + kind, "\"standing\":\"usable\"");
    }

    @Test
    void onlyAUsablePolicyMayBeAStudysModelAndOnlyInItsProject() {
        long number = begin("policy", "'name': 'chooser'");
        SERVER.trainsUntil("succeeded");
        awaited(number, "usable");
        Answer study = api.post("/studies", """
            {'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}],
             'objectives': [{'name': 'loss', 'direction': 'minimize'}],
             'strategy': {'type': 'llm-tpe', 'model': 'chooser'}}
            """);
        study.is(201);
        jdbc.sql("UPDATE tuned_model SET standing = 'rejected' WHERE name = 'chooser'")
                .update();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(refused("chooser")).contains("no better than its base"));
        jdbc.sql("UPDATE tuned_model SET standing = 'candidate' WHERE name = 'chooser'")
                .update();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(refused("chooser")).contains("still being evaluated"));
        jdbc.sql("UPDATE tuned_model SET project = 'another' WHERE name = 'chooser'")
                .update();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(refused("chooser")).contains("must be one of base, keyless, other"));
        assertThat(api.get("/models").text()).doesNotContain("chooser");
    }

    private String refused(String model) {
        return api.post("/studies", """
            {'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}],
             'objectives': [{'name': 'loss', 'direction': 'minimize'}],
             'strategy': {'type': 'llm-tpe', 'model': '%s'}}
            """.formatted(model))
                .is(400)
                .at("/errors/0/detail")
                .asString();
    }

    @Test
    void onlyAUsableSurrogatePredicts() {
        SERVER.trainsUntil("succeeded");
        awaited(begin("policy", "'name': 'thinker'"), "usable");
        awaited(begin("surrogate", "'name': 'seer'"), "usable");
        StudyApi study = api.study("'strategy': {'type': 'llm-tpe', 'rerank': {'model': 'seer'}}");
        study.finish(0.5);
        study.finish(0.25);
        String request = "{'configurations': [{'x': 0.5}], 'model': {'name': '%s', 'draws': 1}}";
        assertThat(study.post("/predict", request.formatted("seer"))
                        .is(200)
                        .at("/predictions/0/model/name")
                        .asString())
                .isEqualTo("seer");
        study.post("/predict", request.formatted("thinker")).isInvalidAt("/model/name");
        assertThat(refused("seer")).contains("taught to predict");
        api.post("/studies", """
            {'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}],
             'objectives': [{'name': 'loss', 'direction': 'minimize'}],
             'strategy': {'type': 'llm-tpe', 'rerank': {'model': 'thinker'}}}
            """).isInvalidAt("/strategy/rerank/model");
        study.delete("").is(204); // its model would be asked for proposals
    }

    @Test
    void aModelThatIsWorseIsRejectedWithItsFigures() {
        SERVER.trainsUntil("succeeded").chat(request -> ScriptedReply.text("I would rather not say."));
        JsonNode done = awaited(begin("surrogate"), "usable", "rejected", "failed");
        assertThat(done.path("state").asString()).isEqualTo("rejected");
        assertThat(done.path("reason").asString()).contains("0 % of its answers");
        assertThat(done.at("/verdict/tuned/validShare").doubleValue()).isZero();
        assertThat(done.path("results")).isNotEmpty();
    }

    @Test
    void whatIsCancelledHereIsCancelledAtTheProvider() {
        long number = begin("policy");
        await().atMost(PATIENCE).until(() -> get(number).at("/training/job").isString());
        api.post("/fine-tunes/" + number + "/cancel", "").is(202);
        awaited(number, "cancelled");
        assertThat(SERVER.jobs().values())
                .allSatisfy(job -> assertThat(job.path("status").asString()).isEqualTo("cancelled"));
        api.post("/fine-tunes/" + number + "/cancel", "").is(409);
    }

    @Test
    void aServerMayWantNoKey() {
        SERVER.trainsUntil("succeeded");
        long number = api.post(
                        "/fine-tunes",
                        "{'model': 'keyless', 'kind': 'policy', 'studies': %s}".formatted(names(studies(6))))
                .is(202)
                .at("/number")
                .asLong();
        awaited(number, "usable");
    }

    @Test
    void anEvaluationStaysWithinItsCalls() {
        SERVER.trainsUntil("succeeded");
        long number = begin("surrogate", "'evaluationBudget': {'calls': 12}");
        awaited(number, "usable", "rejected");
        assertThat(SERVER.count("POST /chat/completions")).isEqualTo(12);
        assertThat(begin("surrogate", "'evaluationBudget': {'tokens': 200}")).isPositive();
        api.post(
                        "/fine-tunes",
                        "{'model': 'base', 'kind': 'surrogate', 'studies': %s, 'evaluationBudget': {'calls': 3}}"
                                .formatted(names(studies(3))))
                .is(400)
                .has("/errors/0/pointer", "'/evaluationBudget/calls'");
    }

    @Test
    void twoReplicasDoNothingTwice() {
        try (Replica replica = Replica.startOn(database, properties())) {
            SERVER.trainsUntil("succeeded");
            long number = begin("policy");
            JsonNode done = awaited(number, "usable");
            assertThat(SERVER.count(SUBMIT)).isOne();
            assertThat(SERVER.count("POST /files")).isEqualTo(2);
            assertThat(SERVER.count("POST /chat/completions"))
                    .isEqualTo(results(done)
                            .mapToLong(result -> result.path("calls").asLong())
                            .sum());
            ParleyClient there = replica.client();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(there.send("GET", "/api/v1/models", "")
                                    .body()
                                    .toString())
                            .contains(done.path("name").asString()));
        }
    }

    /** Of a model that is not configured here, so that nobody else works on it. */
    private Claim claimed() {
        FineTuneRequest request = new FineTuneRequest(
                        "foreign", LessonKind.POLICY, null, null, null, null, null, null, null, null, null, null)
                .withDefaults("foreign-" + STUDIES.incrementAndGet());
        long number = transactions.write(() -> fineTunes.add(
                new Project("foreign"), request, Work.on(List.of()).at(FineTuneState.BUILDING, Instant.now())));
        return transactions
                .write(() -> fineTunes.claim(List.of("foreign"), PATIENCE))
                .filter(claim -> claim.fineTune().number() == number)
                .orElseThrow();
    }

    @Test
    void aCancelComesBeforeAVerdict() {
        Claim claim = claimed();
        FineTune fineTune = claim.fineTune();
        transactions.write(() -> fineTunes.cancel(fineTune.project(), fineTune.number()));
        FineTune usable = fineTune.to(FineTuneState.USABLE, "better", Instant.now());
        assertThat(transactions.write(() -> fineTunes.note(claim, usable))).isFalse();
        FineTune cancelled = fineTune.to(FineTuneState.CANCELLED, "on request", Instant.now());
        assertThat(transactions.write(() -> fineTunes.note(claim, cancelled))).isTrue();
    }

    /** Whoever knows the model may have worked on it for long. */
    @Test
    void workIsAbandonedOnlyLongAfterItsLastClaim() {
        long number = claimed().fineTune().number();
        jdbc.sql("""
            UPDATE fine_tune SET due_at = now() - interval '1 hour', claimed_until = now() - interval '1 second'
            WHERE number = :number
            """).param("number", number).update();
        assertThat(transactions.write(() -> fineTunes.claim(List.of("known"), PATIENCE)))
                .isEmpty();
        jdbc.sql("UPDATE fine_tune SET claimed_until = now() - interval '11 minutes' WHERE number = :number")
                .param("number", number)
                .update();
        await().atMost(PATIENCE)
                .until(() -> jdbc.sql("SELECT reason FROM fine_tune WHERE number = :number")
                        .param("number", number)
                        .query(String.class)
                        .optional()
                        .filter(reason -> reason.contains("not configured any more"))
                        .isPresent());
    }

    @Test
    void aClaimIsRenewedBeforeEachStudy() {
        long number = begin("policy");
        awaited(number, "training");
        FineTune fineTune = transactions.read(() -> fineTunes
                .find(
                        new Project(jdbc.sql("SELECT project FROM fine_tune WHERE number = :number")
                                .param("number", number)
                                .query(String.class)
                                .single()),
                        number)
                .orElseThrow());
        AtomicInteger renewed = new AtomicInteger();
        Work work = examples.counted(fineTune, 3_000, renewed::incrementAndGet);
        assertThat(renewed)
                .as("once each to count trials, and those to learn from again")
                .hasValue(6 + 5);
        assertThat(work.sources())
                .allSatisfy(source -> assertThat(source.trials()).isEqualTo(40));
    }

    @Test
    void namesThatAreRedactedAreNotToldInTheEvaluation() {
        List<String> prompts = new CopyOnWriteArrayList<>();
        SERVER.trainsUntil("succeeded").chat(request -> {
            prompts.add(request.message(1));
            return ScriptedReply.text("none");
        });
        awaited(begin("surrogate", "'redact': true"), "rejected", "usable", "failed");
        assertThat(prompts)
                .isNotEmpty()
                .allSatisfy(prompt ->
                        assertThat(prompt).contains("\"p1\"").doesNotContain("the loss is x", "\"x\"", "\"loss\""));
    }

    private static Stream<JsonNode> results(JsonNode done) {
        return StreamSupport.stream(done.path("results").spliterator(), false);
    }

    @Test
    void studiesWithOneGroupAreOnOneSide() {
        JsonNode made = get(begin("surrogate", "'groupBy': 'group'"));
        assertThat(made.path("studies")).hasSize(6);
        List<String> parts = IntStream.range(0, 6)
                .mapToObj(i -> made.at("/studies/%d/part".formatted(i)).asString())
                .toList();
        assertThat(parts.get(0)).isEqualTo(parts.get(4));
        assertThat(parts.get(1)).isEqualTo(parts.get(5));
    }
}
