package dev.parley.webhook;

import dev.parley.observability.Metric;
import dev.parley.study.Transactions;
import dev.parley.webhook.Deliveries.Due;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Delivers what is due. Every replica looks for webhooks that messages wait for; a claim in the database lets one of them serve
 * each, one message at a time, so that a slow receiver keeps nobody waiting but itself.
 */
@Component
class Dispatch implements DisposableBean {

    private static final String DELIVERED = "delivered";
    private static final String FAILED = "failed";
    private static final String GIVEN_UP = "given-up";
    private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

    /** How long a webhook is served in one turn, if messages keep coming due. */
    private static final Duration TURN = Duration.ofSeconds(5);

    /** By how much a claim outlives the longest attempt. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** How long the end of the service waits for attempts to be given up. */
    private static final Duration PARTING = Duration.ofSeconds(5);

    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final Courier courier;
    private final Transactions transactions;
    private final WebhookProperties properties;
    private final RetrySchedule schedule;
    private final MeterRegistry meters;
    private final Semaphore free;
    private final Duration claimTime;
    private final SecureRandom random = new SecureRandom();

    /** Threads of their own, since a look-up of a name holds on to the thread of the machine that it is on. */
    private final ExecutorService executor;

    private volatile boolean isEnding;

    Dispatch(
            Webhooks webhooks,
            Deliveries deliveries,
            Courier courier,
            Transactions transactions,
            WebhookProperties properties,
            MeterRegistry meters) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.courier = courier;
        this.transactions = transactions;
        this.properties = properties;
        this.schedule = new RetrySchedule(properties.pauses());
        this.meters = meters;
        Metric.WEBHOOK_ATTEMPTS.begin(meters, DELIVERED, FAILED, GIVEN_UP);
        Metric.WEBHOOK_LATENCY.timer(meters);
        this.free = new Semaphore(properties.mostAtOnce());
        this.claimTime = properties.timeout().plus(MARGIN);
        this.executor = Lookup.threads("webhook-", properties.mostAtOnce());
    }

    /** Looks for webhooks that messages wait for. */
    @Scheduled(fixedDelayString = "${parley.webhooks.interval:250ms}")
    void look() {
        int room = free.availablePermits();
        if (room == 0 || isEnding) {
            return;
        }
        UUID claim = UUID.randomUUID();
        try {
            List<Webhook> claimed = transactions.write(() -> webhooks.claim(room, claim, claimTime));
            for (Webhook webhook : claimed) {
                free.acquireUninterruptibly();
                executor.execute(() -> serve(webhook, claim));
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("Messages that are due could not be looked for and will be again: {}", e.getMessage());
        }
    }

    /** Gives up what has waited for too long or is too much, and forgets old messages. */
    @Scheduled(fixedDelayString = "${parley.webhooks.purge-interval:1h}")
    void purge() {
        try {
            transactions.write(() -> deliveries.giveUp(properties.mostWaiting(), properties.longestWait()));
            transactions.write(() -> deliveries.purge(properties.keep()));
        } catch (DataAccessException | TransactionException e) {
            log.warn("Old messages could not be removed and will be later: {}", e.getMessage());
        }
    }

    private void serve(Webhook webhook, UUID claim) {
        try {
            long begin = System.nanoTime();
            boolean goesOn = true;
            while (goesOn && !isEnding && System.nanoTime() - begin < TURN.toNanos()) {
                goesOn = deliverNext(webhook, claim);
            }
            transactions.write(() -> webhooks.release(webhook, claim));
        } catch (DataAccessException | TransactionException e) {
            log.warn("A webhook could not be served and will be again: {}: {}", webhook.id(), e.getMessage());
        } finally {
            free.release();
        }
    }

    /** A webhook as it is now, and the message that is to be sent to it. */
    private record Errand(Webhook webhook, Due due) {}

    /** Sends the next message that is due; answers whether there was one. */
    private boolean deliverNext(Webhook claimed, UUID claim) {
        Optional<Errand> errand = transactions.write(() -> webhooks.keep(claimed, claim, claimTime)
                .flatMap(webhook -> deliveries.next(webhook).map(due -> new Errand(webhook, due))));
        if (errand.isEmpty()) {
            return false;
        }
        Webhook webhook = errand.get().webhook;
        Due due = errand.get().due;
        Receipt receipt = courier.send(webhook.url(), webhook.secretsAt(due.now()), due.id(), due.body(), due.now());
        if (isEnding && !receipt.isDelivered()) {
            return false; // cut short, which is not the receiver's fault
        }
        return note(webhook, claim, due, receipt);
    }

    /** Notes how an attempt ended; answers whether the webhook is still ours to serve. */
    private boolean note(Webhook webhook, UUID claim, Due due, Receipt receipt) {
        Duration pause = receipt.isDelivered() || receipt.isGone()
                ? null
                : schedule.pause(due.failures() + 1, random).orElse(null);
        boolean isOurs = transactions.write(() -> {
            Optional<Duration> failing = webhooks.noteAttempt(webhook, claim, receipt.isDelivered());
            if (failing.isEmpty()) {
                return false; // somebody else makes the attempt again
            }
            deliveries.noteAttempt(webhook, due, receipt, pause);
            if (receipt.isGone()) {
                webhooks.disable(webhook, "The receiver answered 410 Gone.");
            } else if (failing.get().compareTo(properties.disableAfter()) >= 0) {
                webhooks.disable(
                        webhook,
                        "Every attempt failed for %d hours or longer."
                                .formatted(failing.get().toHours()));
            }
            return true;
        });
        String outcome = receipt.isDelivered() ? DELIVERED : pause == null ? GIVEN_UP : FAILED;
        Metric.WEBHOOK_ATTEMPTS.counter(meters, outcome).increment();
        Metric.WEBHOOK_LATENCY.timer(meters).record(receipt.time());
        return isOurs;
    }

    /** Ends the attempts under way; they are made again by whoever looks next. */
    @Override
    public void destroy() throws InterruptedException {
        isEnding = true;
        executor.shutdown();
        courier.cancel();
        if (!executor.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
        }
    }
}
