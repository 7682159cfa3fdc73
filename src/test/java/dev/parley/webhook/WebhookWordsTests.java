package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.study.Project;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A URL may hold a secret, as those of chat services do. */
class WebhookWordsTests {

    private static final String URL = "https://hooks.example/T1/B2/hush";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void noWebhookSaysItsUrlWhereItIsPrinted() {
        WebhookRequest request = new WebhookRequest(URL, List.of(EventType.STUDY_BEST), null, SECRET, null);
        WebhookPatch patch = new WebhookPatch(URL, null, null, true);
        Webhook webhook = new Webhook(
                Project.DEFAULT,
                "wh_1",
                URL,
                List.of(),
                null,
                null,
                new Secret(SECRET),
                List.of(new Secret(SECRET)),
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null);
        assertThat(List.of(
                        request.toString(),
                        patch.toString(),
                        webhook.toString(),
                        WebhookResponse.of(webhook).toString()))
                .noneMatch(text -> text.contains("hush") || text.contains(SECRET))
                .anyMatch(text -> text.contains("wh_1"));
    }
}
