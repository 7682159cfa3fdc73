package dev.parley.webhook;

import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Creates, reads, changes and removes webhooks, and shows what was sent to them. */
@Service
class WebhookService {

    private final Transactions transactions;
    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final Cursors cursors;
    private final Studies studies;
    private final TargetReading targets;
    private final WebhookProperties properties;
    private final SecureRandom random = new SecureRandom();

    WebhookService(
            Transactions transactions,
            Webhooks webhooks,
            Deliveries deliveries,
            Cursors cursors,
            Studies studies,
            TargetReading targets,
            WebhookProperties properties) {
        this.transactions = transactions;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.cursors = cursors;
        this.studies = studies;
        this.targets = targets;
        this.properties = properties;
    }

    /** Creates a webhook, which is told of what happens from now on. */
    WebhookResponse create(Project project, WebhookRequest request) {
        List<FieldFault> faults = new ArrayList<>();
        Secret given = secret(request.secret(), faults);
        String url = targets.read(request.url(), faults);
        ProblemException.throwIfAny(faults);
        Secret secret = given == null ? Secret.generated(random) : given;
        List<EventType> events = request.events() == null
                ? List.of(EventType.values())
                : request.events().stream().distinct().toList();
        return transactions.write(() -> {
            requireStudy(project, request.study());
            if (webhooks.countToAdd(project) >= properties.mostPerProject()) {
                throw new ProblemException(
                        ProblemType.LIMIT_REACHED,
                        "A project may have %d webhooks. Remove one first.".formatted(properties.mostPerProject()));
            }
            Webhook webhook =
                    webhooks.add(project, TimedId.of("wh_", Instant.now(), random), url, events, request, secret);
            cursors.beginNow(webhook);
            return given == null ? WebhookResponse.withSecret(webhook) : WebhookResponse.of(webhook);
        });
    }

    private static @Nullable Secret secret(@Nullable String text, List<FieldFault> faults) {
        try {
            return text == null ? null : new Secret(text);
        } catch (IllegalArgumentException e) {
            faults.add(new FieldFault("/secret", String.valueOf(e.getMessage())));
            return null;
        }
    }

    private void requireStudy(Project project, @Nullable String study) {
        if (study != null && studies.lookUp(project, new StudyName(study)).isEmpty()) {
            throw ProblemException.at("/study", "must name a study of this project: there is no " + study);
        }
    }

    WebhookList list(Project project, Page page) {
        return transactions.read(() -> {
            List<Webhook> found = webhooks.after(project, page.after(), page.size() + 1);
            return new WebhookList(
                    page.cut(found).stream().map(WebhookResponse::of).toList(), page.nextToken(found, Webhook::id));
        });
    }

    WebhookResponse get(Project project, String id) {
        return transactions.read(() -> WebhookResponse.of(find(project, id)));
    }

    private Webhook find(Project project, String id) {
        return webhooks.find(project, id)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.WEBHOOK_NOT_FOUND, "There is no webhook %s in this project.".formatted(id)));
    }

    /** Changes a webhook. One that is enabled again is told of what happens from then on, and of what waits already. */
    WebhookResponse patch(Project project, String id, WebhookPatch patch) {
        List<FieldFault> faults = new ArrayList<>();
        String url = patch.url() == null ? null : targets.read(patch.url(), faults);
        ProblemException.throwIfAny(faults);
        return transactions.write(() -> {
            Webhook before = find(project, id);
            Webhook webhook = webhooks.change(before, patch, url);
            if (webhook.followsStudies() && !before.followsStudies()) {
                cursors.beginNow(webhook);
            }
            if (patch.enabled() != null && patch.enabled() == webhook.isDisabled()) {
                if (patch.enabled()) {
                    webhook = webhooks.enable(webhook);
                    cursors.beginNow(webhook);
                } else {
                    webhook = webhooks.disable(webhook, "A client disabled it.");
                }
            }
            return WebhookResponse.of(webhook);
        });
    }

    void delete(Project project, String id) {
        transactions.write(() -> {
            find(project, id);
            return webhooks.remove(project, id);
        });
    }

    /** Gives a webhook another secret, which only this answer shows. */
    WebhookResponse rotateSecret(Project project, String id, RotateSecretRequest request) {
        return transactions.write(() -> WebhookResponse.withSecret(
                webhooks.rotate(find(project, id), Secret.generated(random), request.hours())));
    }

    DeliveryList deliveries(Project project, String id, Page page) {
        return transactions.read(() -> {
            List<DeliveryResponse> found = deliveries.before(find(project, id), page.after(), page.size() + 1);
            return new DeliveryList(page.cut(found), page.nextToken(found, DeliveryResponse::id));
        });
    }

    /** Has a message sent once more. */
    DeliveryResponse redeliver(Project project, String id, String delivery) {
        return transactions.write(() -> {
            Webhook webhook = enabled(project, id);
            if (!deliveries.sendAgain(webhook, delivery)) {
                throw new ProblemException(
                        ProblemType.DELIVERY_NOT_FOUND, "This webhook has no delivery %s.".formatted(delivery));
            }
            return deliveries.find(webhook, delivery).orElseThrow();
        });
    }

    /** Has a message sent that tells of nothing. */
    DeliveryResponse ping(Project project, String id) {
        return transactions.write(() -> {
            Webhook webhook = enabled(project, id);
            String sent = deliveries.sendPing(webhook, Instant.now());
            return deliveries.find(webhook, sent).orElseThrow();
        });
    }

    private Webhook enabled(Project project, String id) {
        Webhook webhook = find(project, id);
        if (webhook.isDisabled()) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "The webhook is disabled. Enable it first: PATCH it with {\"enabled\": true}.");
        }
        return webhook;
    }
}
