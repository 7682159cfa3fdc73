package dev.parley.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.finetuning.FineTunes.Claim;
import dev.parley.study.Project;
import dev.parley.study.Transactions;
import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.Replica;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.ScriptedRequest;
import dev.parley.testing.ScriptedTrainer;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@IntegrationTest
@DirtiesContext
class FineTuneIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ScriptedTrainer SERVER = new ScriptedTrainer();
    private static final AtomicInteger STUDIES = new AtomicInteger();
    private static final String KEY = "sk-very-secret";
    private static final String SUBMIT = "POST /fine_tuning/jobs";
    private static final String LOOK = "GET /fine_tuning/jobs/*";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    FineTunes fineTunes;

    @Autowired
    Examples examples;

    @Autowired
    Transactions transactions;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry properties) {
        for (String property : properties()) {
            String[] parts = property.split("=", 2);
            properties.add(parts[0], () -> parts[1]);
        }
    }

    private static String[] properties() {
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
        SERVER.chat(FineTuneIT::answer);
    }

    /** Whoever works on the test before would take the answers that are meant for the next. */
    private void endWhatWasBegun() {
        await().atMost(PATIENCE).until(() -> {
            jdbc.sql("""
                UPDATE fine_tune SET state = 'failed', claim = NULL
                WHERE state NOT IN ('usable', 'rejected') AND (claim IS NULL OR claimed_until < now() OR project = 'foreign')
                """).update();
            return jdbc.sql("SELECT count(*) FROM fine_tune WHERE claim IS NOT NULL")
                            .query(Integer.class)
                            .single()
                    == 0;
        });
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** The tuned model knows that the loss is x; its base says the opposite of it, and proposes the worst. */
    private static ScriptedReply answer(ScriptedRequest request) {
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
    private List<StudyApi> studies(int count) {
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

    private static String names(List<StudyApi> studies) {
        return studies.stream().map(study -> "'" + study.name() + "'").collect(Collectors.joining(",", "[", "]"));
    }

    private long begin(String kind, String... more) {
        String body = "{'model': 'base', 'kind': '%s', 'mustBeat': 'base', 'studies': %s%s}"
                .formatted(kind, names(studies(6)), more.length == 0 ? "" : ", " + String.join(", ", more));
        return api.post("/fine-tunes", body).is(202).at("/number").asLong();
    }

    private JsonNode get(long number) {
        return JSON.readTree(api.get("/fine-tunes/" + number).is(200).text());
    }

    private JsonNode awaited(long number, String... states) {
        await().atMost(PATIENCE)
                .until(() -> List.of(states).contains(get(number).path("state").asString()));
        return get(number);
    }

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
    void whatIsDoneCanBeRemovedWithItsModel() {
        long number = begin("policy", "'name': 'goner'");
        api.delete("/fine-tunes/" + number).is(409);
        SERVER.trainsUntil("succeeded");
        awaited(number, "usable");
        api.delete("/fine-tunes/" + number).is(204);
        api.get("/fine-tunes/" + number).is(404);
        api.delete("/fine-tunes/" + number).is(404);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.get("/models").text()).doesNotContain("goner"));
        begin("policy", "'name': 'goner'");
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
    void aTrainingThatFailsSaysWhy() {
        long number = begin("policy");
        awaited(number, "training");
        await().until(() -> SERVER.jobs().size() == 1);
        SERVER.end("failed", "the file has too few examples of " + KEY);
        JsonNode done = awaited(number, "failed");
        assertThat(done.path("reason").asString()).contains("too few examples").doesNotContain(KEY);
    }

    @Test
    void aTrainingThatIsCancelledAtTheProviderIsCancelledHere() {
        long number = begin("policy");
        await().atMost(PATIENCE).until(() -> SERVER.jobs().size() == 1);
        SERVER.end("cancelled", "");
        assertThat(awaited(number, "cancelled").path("reason").asString()).contains("at the provider");
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
    void aJobThatVanishedIsTold() {
        long number = begin("policy");
        await().atMost(PATIENCE).until(() -> get(number).at("/training/job").isString());
        SERVER.jobs().clear();
        assertThat(awaited(number, "failed").path("reason").asString()).contains("does not know the job");
    }

    /** What may pass is tried again; what will not ends the work, with the provider's words and without the key. */
    @ParameterizedTest
    @CsvSource({
        "POST /files, 400, failed, HTTP 400",
        "POST /files, 401, failed, HTTP 401",
        "POST /files, 429, training, ''",
        "POST /files, 500, training, ''",
        "POST /fine_tuning/jobs, 403, failed, HTTP 403",
        "POST /fine_tuning/jobs, 400, failed, HTTP 400",
        "POST /fine_tuning/jobs, 429, training, ''",
        "POST /fine_tuning/jobs, 503, training, ''",
        "GET /fine_tuning/jobs/*, 500, training, ''",
        "GET /fine_tuning/jobs/*, 401, failed, HTTP 401"
    })
    void eachFaultIsTriedAgainOrTold(String where, int status, String state, String reason) {
        SERVER.fail(where, ScriptedReply.error(status, "no, " + KEY));
        long number = begin("policy");
        await().atMost(PATIENCE).until(() -> SERVER.count(where) > (state.equals("failed") ? 0 : 1));
        JsonNode now = awaited(number, state);
        assertThat(now.path("reason").asString("")).contains(reason).doesNotContain(KEY);
        await().atMost(PATIENCE)
                .until(() -> state.equals("failed") || SERVER.jobs().size() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "<html>", "", "[1, 2]", "{\"status\": 7}"})
    void garbageIsNoStatus(String garbage) {
        SERVER.fail(LOOK, ScriptedReply.json(garbage));
        long number = begin("policy");
        await().atMost(PATIENCE).until(() -> SERVER.count(LOOK) > 1);
        SERVER.end("succeeded", "");
        awaited(number, "usable", "rejected"); // either has been evaluated
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
    void anAnswerThatNeverComesIsGivenUp() {
        ScriptedReply never = ScriptedReply.json("{}").after(Duration.ofSeconds(20));
        SERVER.fail("POST /files", never, never, never, never);
        long number = begin("policy");
        await().atMost(PATIENCE)
                .until(() -> get(number).path("reason").asString("").startsWith("Attempt 1: There was no answer"));
        JsonNode done = awaited(number, "failed");
        assertThat(done.path("reason").asString()).contains("After 4 attempts", "no answer in time");
    }

    /** The provider took the job, and its answer was lost: no second one is submitted. */
    @ParameterizedTest
    @ValueSource(ints = {0, 500})
    void aSubmissionWhoseAnswerIsLostIsFoundAgain(int status) {
        SERVER.fail(SUBMIT, ScriptedReply.error(500, "oh").withStatus(status));
        ScriptedReply busy = ScriptedReply.error(503, "busy");
        SERVER.fail("GET /fine_tuning/jobs", busy, busy);
        long number = begin("policy");
        await().atMost(PATIENCE).until(() -> SERVER.count(SUBMIT) == 1);
        SERVER.submit(JSON.createObjectNode()
                .put("training_file", get(number).at("/training/trainingFile").asString()));
        await().atMost(PATIENCE).until(() -> get(number).at("/training/job").isString());
        assertThat(SERVER.count(SUBMIT)).isOne();
    }

    /** As if the process had been killed between the submission and its note: only that it was begun is stored. */
    @Test
    void aProcessKilledBetweenSubmissionAndNoteLeavesOneJob() {
        long number = begin("policy");
        await().atMost(PATIENCE).until(() -> get(number).at("/training/job").isString());
        String job = get(number).at("/training/job").asString();
        await().atMost(PATIENCE)
                .until(() -> jdbc.sql("""
                    UPDATE fine_tune SET work = jsonb_set(work #- '{training,job}', '{training,submitting}', 'true')
                    WHERE number = :number AND claim IS NULL
                    """).param("number", number).update() == 1);
        await().atMost(PATIENCE).until(() -> get(number).at("/training/job").isString());
        assertThat(get(number).at("/training/job").asString()).isEqualTo(job);
        assertThat(SERVER.count(SUBMIT)).isOne();
    }

    @Test
    void whereJobsCannotBeListedNoSecondOneIsSubmitted() {
        SERVER.fail(SUBMIT, ScriptedReply.hangUp());
        SERVER.fail("GET /fine_tuning/jobs", ScriptedReply.error(404, "no lists here"));
        JsonNode done = awaited(begin("policy"), "failed");
        assertThat(done.path("reason").asString()).contains("there may be one");
        assertThat(SERVER.count(SUBMIT)).isOne();
    }

    @Test
    void aModelThatIsDeletedBeforeItsEvaluationIsNoModel() {
        SERVER.trainsUntil("succeeded")
                .chat(request -> request.body().path("model").asString().equals("ft:tuned")
                        ? ScriptedReply.error(404, "no such model")
                        : answer(request));
        JsonNode done = awaited(begin("surrogate", "'name': 'deleted'"), "failed");
        assertThat(done.path("reason").asString()).contains("deleted gave no answer: rejected");
        assertThat(api.get("/models").text()).doesNotContain("deleted");
    }

    @Test
    void anEvaluationGoesOnAfterFailuresThatPass() {
        SERVER.trainsUntil("succeeded");
        SERVER.fail("POST /chat/completions", ScriptedReply.error(500, "busy"), ScriptedReply.error(429, "slow down"));
        JsonNode done = awaited(begin("policy"), "usable", "failed");
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("usable");
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
        try (Replica replica = Replica.start(properties())) {
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

    /** A piece of work that breaks each time, as a model without a name does here. */
    @Test
    void aFaultOfTheServiceEndsTheWork() {
        long number = begin("policy");
        changed(number, "state = 'evaluating'");
        assertThat(awaited(number, "failed").path("reason").asString())
                .isEqualTo("After 4 attempts: The service failed: NullPointerException.");
    }

    /** Changes a fine-tuning that nobody works on, once it is trained. */
    private void changed(long number, String change) {
        awaited(number, "training");
        await().atMost(PATIENCE).until(() -> get(number).at("/training/job").isString());
        await().atMost(PATIENCE)
                .until(() ->
                        jdbc.sql("UPDATE fine_tune SET %s WHERE number = :number AND claim IS NULL".formatted(change))
                                        .param("number", number)
                                        .update()
                                == 1);
    }

    @ParameterizedTest
    @EnumSource(LessonKind.class)
    void anAnswerThatCannotBeUsedIsNoOutage(LessonKind kind) {
        SERVER.trainsUntil("succeeded")
                .chat(request -> request.body().path("model").asString().equals("ft:tuned")
                        ? ScriptedReply.text("")
                        : answer(request));
        JsonNode done = awaited(begin(kind.toString()), "rejected", "usable", "failed");
        assertThat(done.path("reason").asString()).isEqualTo("Only 0 % of its answers can be used.");
    }

    @Test
    void anOutageCostsNoTraining() {
        ScriptedReply away = ScriptedReply.error(503, "away");
        ScriptedReply[] outage = Stream.generate(() -> away).limit(6).toArray(ScriptedReply[]::new);
        SERVER.fail(LOOK, outage).fail("POST /chat/completions", outage);
        long number = begin("policy");
        await().atMost(PATIENCE).until(() -> SERVER.count(LOOK) > outage.length);
        SERVER.end("succeeded", "");
        assertThat(awaited(number, "usable", "failed").path("state").asString()).isEqualTo("usable");
    }

    @Test
    void whatIsGivenUpIsCancelledAtTheProvider() {
        long number = begin("policy");
        changed(number, "work = jsonb_set(work, '{steps,2,startedAt}', '\"2020-01-01T00:00:00Z\"')");
        assertThat(awaited(number, "failed").path("reason").asString())
                .isEqualTo("The training did not end within 48 hours.");
        assertThat(SERVER.jobs().values())
                .allSatisfy(job -> assertThat(job.path("status").asString()).isEqualTo("cancelled"));
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

    @Test
    void aFailedQuestionsCallsAreCounted() {
        SERVER.trainsUntil("succeeded");
        SERVER.fail("POST /chat/completions", ScriptedReply.hangUp());
        JsonNode done = awaited(begin("surrogate", "'evaluationBudget': {'calls': 12}"), "usable", "failed");
        assertThat(done.path("reason").asString()).contains("budget of the evaluation is spent");
        assertThat(SERVER.count("POST /chat/completions")).isLessThanOrEqualTo(12);
    }

    @Test
    void theSameRequestWithTheSameKeyTakesOnNothingNew() {
        String body = "{'model': 'base', 'kind': 'policy', 'studies': %s}".formatted(names(studies(6)));
        String[] key = {"Idempotency-Key", "tune-once"};
        long number = api.post("/fine-tunes", body, key).is(202).at("/number").asLong();
        assertThat(api.post("/fine-tunes", body, key).is(202).at("/number").asLong())
                .isEqualTo(number);
        api.post("/fine-tunes", body.replace("policy", "surrogate"), key).is(422);
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

    @Test
    void whatCannotBeDoneIsRefusedAtOnce() {
        List<StudyApi> studies = studies(2);
        refuse(
                "{'model': 'base', 'kind': 'policy', 'studies': %s}".formatted(names(studies)),
                "/studies",
                "at least 3");
        refuse(
                "{'model': 'base', 'kind': 'policy', 'studies': ['none-such']}",
                "/studies/0",
                "a study of this project");
        refuse("{'model': 'base', 'kind': 'policy', 'filter': {'labels': {'no': 'such'}}}", "/filter", "at least 3");
        refuse("{'model': 'base', 'kind': 'policy'}", "", "either studies or a filter");
        refuse("{'model': 'other', 'kind': 'policy', 'studies': ['a']}", "/model", "provider openai");
        refuse("{'model': 'none', 'kind': 'policy', 'studies': ['a']}", "/model", "configured model");
        refuse("{'model': 'base', 'kind': 'poet', 'studies': ['a']}", "/kind", "policy");
        refuse("{'model': 'base', 'kind': 'policy', 'name': 'base', 'studies': ['a']}", "/name", "no other model");
        api.get("/fine-tunes/999999").is(404).has("/type", "'https://parley.dev/problems/fine-tune-not-found'");
    }

    private void refuse(String body, String pointer, String detail) {
        Answer answer = api.post("/fine-tunes", body).is(400);
        assertThat(answer.at("/errors/0/pointer").asString()).isEqualTo(pointer);
        assertThat(answer.at("/errors/0/detail").asString()).contains(detail);
    }

    @Test
    void fineTuningsAreListedTheLatestFirst() {
        long first = begin("policy");
        long second = begin("policy");
        Answer page = api.get("/fine-tunes?pageSize=1").is(200);
        assertThat(page.at("/fineTunes/0/number").asLong()).isEqualTo(second);
        Answer next = api.get("/fine-tunes?pageSize=1&pageToken="
                        + page.at("/nextPageToken").asString())
                .is(200);
        assertThat(next.at("/fineTunes/0/number").asLong()).isEqualTo(first);
    }

    @Test
    void aStudyIsExportedAsLinesOfChat() {
        StudyApi study = studies(1).getFirst();
        Answer lines =
                study.get("/export?format=finetune&kind=surrogate&examples=5").is(200);
        assertThat(lines.text().lines())
                .hasSize(5)
                .allSatisfy(
                        line -> assertThat(JSON.readTree(line).path("messages")).hasSize(3));
        assertThat(study.get("/export?format=finetune&kind=policy&redact=true").text())
                .doesNotContain("the loss is x");
        study.get("/export?format=xml&kind=policy").is(400).has("/errors/0/parameter", "'format'");
        study.get("/export?format=finetune").is(400).has("/errors/0/parameter", "'kind'");
        api.get("/studies/none-such/export?format=finetune&kind=policy").is(404);
    }
}
