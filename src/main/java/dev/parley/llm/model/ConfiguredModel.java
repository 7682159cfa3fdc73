package dev.parley.llm.model;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A model with all that keeps it from being in the way: its circuit, its pace, attempts that are repeated where that helps, and
 * one deadline over everything.
 */
final class ConfiguredModel implements LanguageModel {

    private final ModelCard card;
    private final String account;
    private final Endpoint endpoint;
    private final Circuit circuit;
    private final RequestPace pace;
    private final CallPolicy policy;
    private final ModelMeters meters;
    private final RandomGenerator random;

    /** Whether the server can hold the model to a schema, as far as is known. */
    private volatile boolean takesSchemas = true;

    ConfiguredModel(
            ModelCard card,
            String account,
            Endpoint endpoint,
            Circuit circuit,
            RequestPace pace,
            CallPolicy policy,
            ModelMeters meters,
            RandomGenerator random) {
        this.card = card;
        this.account = account;
        this.endpoint = endpoint;
        this.circuit = circuit;
        this.pace = pace;
        this.policy = policy;
        this.meters = meters;
        this.random = random;
        if (account.equals(card.name())) {
            meters.watch(account, card.price(), circuit);
        }
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public ModelHealth health() {
        return circuit.health();
    }

    @Override
    public Reply ask(Question question) {
        Optional<Failure> refusal = circuit.enter();
        Question understood = card.provider().takesBounds() ? question : question.withoutBounds();
        Reply reply = refusal.isPresent() ? refusal.get() : askRecorded(understood);
        meters.count(account, card.price(), reply);
        return reply;
    }

    private Reply askRecorded(Question question) {
        Reply reply = Failure.of(FailureKind.CANCELLED, "The requests could not be counted.");
        try {
            reply = new Attempts(System.nanoTime()).ask(question);
            return reply;
        } finally {
            circuit.record(reply);
        }
    }

    /** The requests of one call. */
    private final class Attempts {

        private final long begun;
        private int sent;

        Attempts(long begun) {
            this.begun = begun;
        }

        /** Servers that reject a schema are asked in free text, from then on at once. */
        Reply ask(Question question) {
            boolean hasSchema = question.schema() != null && takesSchemas;
            Reply reply = askPatiently(hasSchema ? question : question.withoutSchema());
            if (hasSchema && isOf(FailureKind.REJECTED, reply)) {
                reply = askPatiently(question.withoutSchema());
                takesSchemas = !(reply instanceof Answer);
            }
            return switch (reply) {
                case Answer answer -> answer.after(sent, elapsed());
                case Failure failure -> failure.after(sent, elapsed());
            };
        }

        private Reply askPatiently(Question question) {
            Reply reply = askOnce(question);
            while (reply instanceof Failure failure && failure.kind().isPassing() && sent < policy.attempts()) {
                Duration pause = pause(failure.retryAfter());
                if (pause.compareTo(left()) >= 0) {
                    return reply;
                }
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return Failure.of(FailureKind.CANCELLED, "The call was interrupted between two attempts.");
                }
                reply = askOnce(question);
            }
            return reply;
        }

        private Reply askOnce(Question question) {
            Integer limit = card.requestsPerMinute();
            Duration wait = limit == null ? Duration.ZERO : pace.take(account, limit);
            if (wait.isPositive()) {
                String reason = "The model has had its " + limit + " requests of this minute.";
                return Failure.of(FailureKind.THROTTLED, reason, wait);
            }
            sent++;
            return endpoint.ask(question, left());
        }

        private Duration pause(@Nullable Duration retryAfter) {
            if (retryAfter != null) {
                return retryAfter;
            }
            double factor = Math.scalb(0.5 + random.nextDouble(), sent - 1);
            return Duration.ofNanos((long) (policy.firstPause().toNanos() * factor));
        }

        private Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }

        private Duration left() {
            Duration left = card.timeout().minus(elapsed());
            return left.isNegative() ? Duration.ZERO : left;
        }
    }

    private static boolean isOf(FailureKind kind, Reply reply) {
        return reply instanceof Failure failure && failure.kind() == kind;
    }
}
