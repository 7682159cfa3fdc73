package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTests {

    private static final String TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** The example that the libraries of Standard Webhooks are tested with. */
    @Test
    void signsThePublishedExample() {
        assertThat(Signature.of(new Secret(TEXT), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aSecretPrintsAsStars() {
        assertThat(new Secret(TEXT)).hasToString("whsec_***");
        assertThat(new WebhookRequest("https://a.example/", null, null, TEXT, null).toString())
                .doesNotContain("MfKQ");
    }

    @Test
    void generatedSecretsDifferAndHoldThirtyTwoBytes() {
        Random random = new Random(1);
        Secret one = Secret.generated(random);
        assertThat(one.key()).hasSize(32);
        assertThat(Secret.generated(random)).isNotEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS*",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwA"
            })
    void refusesWhatIsNoSecretWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> new Secret(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be whsec_ and the Base64 of 24 to 64 bytes");
    }

    @Test
    void refusesSecretsThatAreTooLong() {
        String tooLong = "whsec_" + Base64.getEncoder().encodeToString(new byte[65]);
        assertThatThrownBy(() -> new Secret(tooLong)).isInstanceOf(IllegalArgumentException.class);
    }
}
