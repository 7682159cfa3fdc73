package dev.parley.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.ScriptedReply;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whatever the provider does, nothing is trained twice, and what cannot be done ends with its reason. */
class FineTuneFaultsIT extends FineTuning {

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

    @Test
    void aFailedQuestionsCallsAreCounted() {
        SERVER.trainsUntil("succeeded");
        SERVER.fail("POST /chat/completions", ScriptedReply.hangUp());
        JsonNode done = awaited(begin("surrogate", "'evaluationBudget': {'calls': 12}"), "usable", "failed");
        assertThat(done.path("reason").asString()).contains("budget of the evaluation is spent");
        assertThat(SERVER.count("POST /chat/completions")).isLessThanOrEqualTo(12);
    }
}
