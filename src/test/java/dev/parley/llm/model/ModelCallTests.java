package dev.parley.llm.model;

import static dev.parley.llm.model.Fixture.QUESTION;
import static dev.parley.llm.model.Fixture.SCHEMA;
import static dev.parley.llm.model.Fixture.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One call after another to a server that speaks OpenAI's interface, or fails to. */
class ModelCallTests {

    private static final Duration PLENTY = Duration.ofSeconds(20);
    private static final int TEN_MEGABYTES = 10_000_000;

    private final ScriptedModel server = new ScriptedModel();
    private final Fixture fixture = new Fixture();
    private final LanguageModel model = model(PLENTY);

    private LanguageModel model(Duration timeout) {
        return fixture.model(Provider.OPENAI, server.openAiUrl(), timeout);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersWithTextReasonAndTokens() {
        server.next(ScriptedReply.text("{\"lr\": 0.1}"));
        Answer answer = answer(model.ask(QUESTION));
        assertThat(answer.text()).isEqualTo("{\"lr\": 0.1}");
        assertThat(answer.finishReason()).isEqualTo("stop");
        assertThat(answer.isCutOff()).isFalse();
        assertThat(answer.tokens()).isEqualTo(new Tokens(120, 30));
        assertThat(answer.requests()).isOne();
        assertThat(answer.latency()).isPositive();
    }

    @Test
    void sendsTheQuestionTheSettingsAndTheKey() {
        server.next(ScriptedReply.text("yes"));
        model.ask(QUESTION);
        assertThat(server.request().path()).isEqualTo("/v1/chat/completions");
        assertThat(server.request().headers().getFirst("Authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(server.request().message(0)).isEqualTo("You propose.");
        assertThat(server.request().message(1)).isEqualTo("What next?");
        assertThat(server.request().body().path("model").asString()).isEqualTo("scripted");
        assertThat(server.request().body().path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(server.request().body().path("max_tokens").asInt()).isEqualTo(1000);
        assertThat(server.request().body().has("response_format")).isFalse();
    }

    @Test
    void holdsTheServerToASchema() {
        server.next(ScriptedReply.text("{\"lr\": 0.1}"));
        model.ask(new Question("s", "u", SCHEMA));
        var format = server.request().body().path("response_format");
        assertThat(format.path("type").asString()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
        assertThat(format.at("/json_schema/schema/properties/lr/maximum").asDouble())
                .isEqualTo(0.1);
    }

    @Test
    void asksInFreeTextWhereASchemaIsRejectedAndKeepsToThat() {
        server.next(
                ScriptedReply.error(400, "response_format is not supported"),
                ScriptedReply.text("one"),
                ScriptedReply.text("two"));
        Question question = new Question("s", "u", SCHEMA);
        assertThat(answer(model.ask(question)).requests()).isEqualTo(2);
        assertThat(answer(model.ask(question)).requests()).isOne();
        assertThat(server.request().body().has("response_format")).isFalse();
    }

    @Test
    void keepsToTheSchemaWhereTheRequestIsRejectedAnyway() {
        server.next(ScriptedReply.error(404, "no such model"), ScriptedReply.error(404, "no such model"));
        Question question = new Question("s", "u", SCHEMA);
        assertThat(failure(model.ask(question)).kind()).isEqualTo(FailureKind.REJECTED);
        server.next(ScriptedReply.text("{}"));
        model.ask(question);
        assertThat(server.request().body().has("response_format")).isTrue();
    }

    @Test
    void doesNotTakeMissingCountsForZero() {
        server.next(ScriptedReply.textWithoutUsage("yes"));
        assertThat(answer(model.ask(QUESTION)).tokens()).isNull();
    }

    @Test
    void handsOverProseAndCutOffJsonAsTheyAre() {
        server.next(
                ScriptedReply.text("Sure! ```json\n{\"lr\": 0.1}\n``` Good luck."),
                ScriptedReply.text("{\"proposals\": [{\"lr\": 0.", "length"));
        assertThat(answer(model.ask(QUESTION)).text()).isEqualTo("Sure! ```json\n{\"lr\": 0.1}\n``` Good luck.");
        Answer cutOff = answer(model.ask(QUESTION));
        assertThat(cutOff.text()).isEqualTo("{\"proposals\": [{\"lr\": 0.");
        assertThat(cutOff.isCutOff()).isTrue();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(ScriptedReply.error(429, "slow down"), FailureKind.RATE_LIMITED, 3),
                arguments(ScriptedReply.error(500, "oops"), FailureKind.SERVER_ERROR, 3),
                arguments(ScriptedReply.error(503, "overloaded"), FailureKind.SERVER_ERROR, 3),
                arguments(ScriptedReply.hangUp(), FailureKind.CONNECTION, 3),
                arguments(ScriptedReply.error(401, "bad key " + SECRET), FailureKind.UNAUTHORIZED, 1),
                arguments(ScriptedReply.error(403, "not yours"), FailureKind.UNAUTHORIZED, 1),
                arguments(ScriptedReply.error(404, "no model for " + SECRET), FailureKind.REJECTED, 1),
                arguments(ScriptedReply.json("<html>It works!</html>"), FailureKind.UNREADABLE, 1),
                arguments(ScriptedReply.json("{\"choices\": [{\"mess"), FailureKind.UNREADABLE, 1),
                arguments(ScriptedReply.json("{}"), FailureKind.UNREADABLE, 1),
                arguments(ScriptedReply.json("[1, 2]"), FailureKind.UNREADABLE, 1),
                arguments(ScriptedReply.nothing(), FailureKind.EMPTY, 1),
                arguments(ScriptedReply.text("  \n"), FailureKind.EMPTY, 1),
                arguments(ScriptedReply.huge(TEN_MEGABYTES), FailureKind.TOO_LARGE, 1),
                arguments(ScriptedReply.text("", "content_filter"), FailureKind.DECLINED, 1));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void tellsFailuresApartAndRepeatsThoseThatPass(ScriptedReply reply, FailureKind kind, int requests) {
        server.always(reply);
        Failure failure = failure(model.ask(QUESTION));
        assertThat(failure.kind()).as(failure.reason()).isEqualTo(kind);
        assertThat(failure.requests()).isEqualTo(requests);
        assertThat(failure.reason()).isNotBlank().doesNotContain(SECRET);
        assertThat(registryCount(kind.toString())).isOne();
    }

    @Test
    void saysThatThereIsNoServer() {
        server.close();
        assertThat(failure(model.ask(QUESTION)).kind()).isEqualTo(FailureKind.CONNECTION);
    }

    @Test
    void saysWhatToChangeWhereThinkingUsesUpTheTokens() {
        server.next(ScriptedReply.text("", "length"));
        Failure failure = failure(model.ask(QUESTION));
        assertThat(failure.reason()).contains("max-tokens is too low");
        assertThat(failure.tokens()).isEqualTo(new Tokens(120, 30));
    }

    @Test
    void succeedsOnceWhatPassesHasPassed() {
        server.next(ScriptedReply.error(500, "oops"), ScriptedReply.hangUp(), ScriptedReply.text("yes"));
        assertThat(answer(model.ask(QUESTION)).requests()).isEqualTo(3);
    }

    @Test
    void waitsAsLongAsTheServerSays() {
        server.next(ScriptedReply.error(429, "slow down").withHeader("Retry-After", "1"), ScriptedReply.text("yes"));
        assertThat(model.ask(QUESTION)).isInstanceOf(Answer.class);
        long waited =
                server.requests().get(1).nanoTime() - server.requests().get(0).nanoTime();
        assertThat(Duration.ofNanos(waited)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotWaitBeyondItsTime() {
        server.next(ScriptedReply.error(429, "slow down").withHeader("Retry-After", "60"));
        Failure failure = failure(model.ask(QUESTION));
        assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMITED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(failure.latency()).isLessThan(PLENTY);
    }

    @Test
    void keepsItsOwnTimeWithAServerThatIsSlow() {
        LanguageModel hasty = model(Duration.ofMillis(300));
        server.always(ScriptedReply.text("late").after(Duration.ofSeconds(30)));
        Failure failure = failure(hasty.ask(QUESTION));
        assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(failure.requests()).isOne();
        assertThat(failure.latency()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
    }

    @Test
    void endsWhenItsCallerIsInterrupted() throws InterruptedException {
        server.always(ScriptedReply.text("late").after(Duration.ofSeconds(30)));
        AtomicReference<Reply> reply = new AtomicReference<>();
        Thread caller = Thread.startVirtualThread(() -> reply.set(model.ask(QUESTION)));
        while (server.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        caller.interrupt();
        caller.join();
        assertThat(failure(reply.get()).kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(model.health()).isEqualTo(ModelHealth.READY);
    }

    @Test
    void sendsNothingBeyondItsPace() {
        LanguageModel paced = fixture.model(
                Provider.OPENAI, server.openAiUrl(), PLENTY, 7, (model, perMinute) -> Duration.ofSeconds(perMinute));
        Failure failure = failure(paced.ask(QUESTION));
        assertThat(failure.kind()).isEqualTo(FailureKind.THROTTLED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(failure.requests()).isZero();
        assertThat(server.requests()).isEmpty();
        assertThat(paced.health()).isEqualTo(ModelHealth.READY);
    }

    @Test
    void leavesAModelAloneThatFailsAgainAndAgain() {
        server.always(ScriptedReply.error(401, "bad key"));
        for (int i = 0; i < 3; i++) {
            assertThat(failure(model.ask(QUESTION)).kind()).isEqualTo(FailureKind.UNAUTHORIZED);
        }
        Failure failure = failure(model.ask(QUESTION));
        assertThat(failure.kind()).isEqualTo(FailureKind.CIRCUIT_OPEN);
        assertThat(failure.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(server.requests()).hasSize(3);
        assertThat(model.health().state()).isEqualTo(ModelState.OPEN);
        assertThat(model.health().reason()).isEqualTo(FailureKind.UNAUTHORIZED);
        assertThat(fixture.registry.get("parley.model.circuit.open").gauge().value())
                .isOne();
    }

    @Test
    void countsCallsTokensCostAndTime() {
        server.always(ScriptedReply.text("yes"));
        model.ask(QUESTION);
        model.ask(QUESTION);
        assertThat(registryCount("answered")).isEqualTo(2);
        assertThat(fixture.registry
                        .get("parley.model.tokens")
                        .tag("direction", "input")
                        .counter()
                        .count())
                .isEqualTo(240);
        assertThat(fixture.registry.get("parley.model.cost").counter().count()).isEqualTo(2 * (120 + 300) / 1e6);
        assertThat(fixture.registry.get("parley.model.latency").timer().count()).isEqualTo(2);
    }

    private double registryCount(String outcome) {
        return fixture.registry
                .get("parley.model.calls")
                .tag("model", "small")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static Answer answer(Reply reply) {
        assertThat(reply).isInstanceOf(Answer.class);
        return (Answer) reply;
    }

    private static Failure failure(Reply reply) {
        assertThat(reply).isInstanceOf(Failure.class);
        return (Failure) reply;
    }
}
