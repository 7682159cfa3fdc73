package dev.parley.webhook;

import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The key that a webhook's messages are signed with, as text: {@code whsec_} and the Base64 of {@value #FEWEST} to
 * {@value #MOST} bytes, as the Standard Webhooks specification has it. It prints as stars.
 */
record Secret(String text) {

    static final int FEWEST = 24;
    static final int MOST = 64;

    private static final String PREFIX = "whsec_";
    private static final int USUAL = 32;
    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[A-Za-z0-9+/]+={0,2}");

    /** Refuses what is no secret, without repeating it. */
    Secret {
        if (!isSecret(text)) {
            throw new IllegalArgumentException(
                    "must be %s and the Base64 of %d to %d bytes".formatted(PREFIX, FEWEST, MOST));
        }
    }

    private static boolean isSecret(String text) {
        if (!SHAPE.matcher(text).matches()) {
            return false;
        }
        try {
            int length = Base64.getDecoder().decode(text.substring(PREFIX.length())).length;
            return length >= FEWEST && length <= MOST;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A new one. */
    static Secret generated(RandomGenerator random) {
        byte[] key = new byte[USUAL];
        random.nextBytes(key);
        return new Secret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /** The key itself. */
    byte[] key() {
        return Base64.getDecoder().decode(text.substring(PREFIX.length()));
    }

    @Override
    public String toString() {
        return PREFIX + "***";
    }
}
