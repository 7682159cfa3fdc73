package dev.parley.webhook;

import dev.parley.study.Page;
import dev.parley.study.Project;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Webhooks")
class WebhookController {

    private final WebhookService service;

    WebhookController(WebhookService service) {
        this.service = service;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "createWebhook", summary = "Have events of the project's studies sent to a URL")
    WebhookResponse create(@Parameter(hidden = true) Project project, @Valid @RequestBody WebhookRequest request) {
        return service.create(project, request);
    }

    @GetMapping
    @Operation(operationId = "listWebhooks", summary = "List webhooks, the oldest first")
    WebhookList list(
            @Parameter(hidden = true) Project project,
            @RequestParam(required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String pageToken) {
        return service.list(project, Page.of(pageSize, pageToken));
    }

    @GetMapping("/{webhook}")
    @Operation(operationId = "getWebhook", summary = "Read a webhook")
    WebhookResponse get(@Parameter(hidden = true) Project project, @PathVariable String webhook) {
        return service.get(project, webhook);
    }

    @PatchMapping(path = "/{webhook}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "updateWebhook", summary = "Change a webhook; what is left out stays")
    WebhookResponse patch(
            @Parameter(hidden = true) Project project,
            @PathVariable String webhook,
            @Valid @RequestBody WebhookPatch patch) {
        return service.patch(project, webhook, patch);
    }

    @DeleteMapping("/{webhook}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteWebhook", summary = "Remove a webhook with its log; what waits is not sent")
    void delete(@Parameter(hidden = true) Project project, @PathVariable String webhook) {
        service.delete(project, webhook);
    }

    @PostMapping(path = "/{webhook}/rotate-secret", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "rotateSecret", summary = "Give a webhook a new secret; the old one signs for a while too")
    WebhookResponse rotateSecret(
            @Parameter(hidden = true) Project project,
            @PathVariable String webhook,
            @Valid @RequestBody RotateSecretRequest request) {
        return service.rotateSecret(project, webhook, request);
    }

    @PostMapping("/{webhook}/ping")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(operationId = "pingWebhook", summary = "Send a message that tells of nothing, to try the receiver")
    DeliveryResponse ping(@Parameter(hidden = true) Project project, @PathVariable String webhook) {
        return service.ping(project, webhook);
    }

    @GetMapping("/{webhook}/deliveries")
    @Operation(operationId = "listDeliveries", summary = "List what was sent or is to be sent, the newest first")
    DeliveryList deliveries(
            @Parameter(hidden = true) Project project,
            @PathVariable String webhook,
            @RequestParam(required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String pageToken) {
        return service.deliveries(project, webhook, Page.of(pageSize, pageToken));
    }

    @PostMapping("/{webhook}/deliveries/{delivery}/redeliver")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(operationId = "redeliver", summary = "Send a message once more, now, whatever became of it")
    DeliveryResponse redeliver(
            @Parameter(hidden = true) Project project, @PathVariable String webhook, @PathVariable String delivery) {
        return service.redeliver(project, webhook, delivery);
    }
}
