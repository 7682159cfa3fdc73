package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a service on its defaults refuses of webhooks. */
@IntegrationTest
class WebhookRefusalIT {

    @Autowired
    Api api;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.0.0.1:9200/",
                "http://localhost/hook",
                "http://LOCALHOST./hook",
                "http://2130706433/",
                "http://0x7f.0.0.1/",
                "http://[::1]/",
                "http://[::ffff:10.0.0.1]/",
                "http://[fd00:ec2::254]/",
                "http://0.0.0.0/",
                "http://10.1.2.3/",
                "http://100.64.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://192.168.0.1/",
                "https://224.0.0.1/"
            })
    void refusesPrivateAddressesHoweverTheyAreWritten(String url) {
        Answer answer = api.post("/webhooks", "{'url': '" + url + "'}").isInvalidAt("/url");
        assertThat(answer.at("/errors/0/detail").asString()).startsWith("must lead to");
    }

    @Test
    void aRefusalDoesNotSayWhichAddressANameHas() {
        Answer answer = api.post("/webhooks", "{'url': 'http://localhost/'}").isInvalidAt("/url");
        assertThat(answer.text())
                .doesNotContain("127.0.0.1")
                .doesNotContain("::1")
                .doesNotContain("0:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hook",
                "//1.1.1.1/",
                "ftp://1.1.1.1/",
                "file:///etc/passwd",
                "http://",
                "https://user@1.1.1.1/",
                "https://user:word@1.1.1.1/",
                "https://1.1.1.1/#part",
                "http://there.is.no.such.host.invalid/"
            })
    void refusesWhatIsNoPlainUrl(String url) {
        api.post("/webhooks", "{'url': '" + url + "'}").isProblem(400, "invalid-request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/events | 'events': []",
                "/events/0 | 'events': ['study.begun']",
                "/events/0 | 'events': ['webhook.ping']",
                "/secret | 'secret': 'hush'",
                "/study | 'study': 'no-such-study'",
                "/study | 'study': 'NO'",
                "/name | 'name': 'hook'"
            })
    void pointsAtWhatElseIsWrong(String pointer, String field) {
        api.post("/webhooks", "{'url': 'https://1.1.1.1/', " + field + "}").isInvalidAt(pointer);
    }

    @Test
    void aSecretIsNotRepeatedWhereItIsRefused() {
        assertThat(api.post("/webhooks", "{'url': 'https://1.1.1.1/', 'secret': 'hush-hush'}")
                        .is(400)
                        .text())
                .doesNotContain("hush-hush");
    }

    @Test
    void aChangeIsCheckedLikeACreation() {
        String id = api.post("/webhooks", "{'url': 'https://1.1.1.1/hook'}")
                .is(201)
                .has("/events", "['study.finished', 'study.best', 'trial.lost', 'study.drift']")
                .at("/id")
                .asString();
        api.patch("/webhooks/" + id, "{'url': 'http://localhost/'}").isInvalidAt("/url");
        api.patch("/webhooks/" + id, "{'events': ['nothing']}").isInvalidAt("/events/0");
        api.patch("/webhooks/" + id, "{'secret': 'x'}").isInvalidAt("/secret");
        api.get("/webhooks/" + id).has("/url", "'https://1.1.1.1/hook'");
        api.delete("/webhooks/" + id).is(204);
    }
}
