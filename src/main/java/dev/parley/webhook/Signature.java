package dev.parley.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves a message's sender: the HMAC-SHA256 of its identifier, its time and its body with the webhook's secret, as the
 * Standard Webhooks specification has it.
 */
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /** The header {@code webhook-signature}: a signature with each secret. */
    static String of(List<Secret> secrets, String id, long seconds, String body) {
        return secrets.stream().map(secret -> of(secret, id, seconds, body)).collect(Collectors.joining(" "));
    }

    /**
     * A signature: {@code v1,} and the digest in Base64.
     *
     * @param id the header {@code webhook-id}
     * @param seconds the header {@code webhook-timestamp}: seconds since 1970
     * @param body the body as it is sent
     */
    static String of(Secret secret, String id, long seconds, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.key(), ALGORITHM));
            byte[] signed = (id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
