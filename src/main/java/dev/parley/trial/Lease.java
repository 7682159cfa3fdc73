package dev.parley.trial;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * A worker's claim on a running trial, as an opaque token on the wire.
 *
 * @param studyId the study in the database, which no other ever gets, whatever its name
 * @param number the trial's number
 * @param handout how often the trial had been handed out, this time included
 * @param nonce a random number, so that a handout repeated after a restore of the database is another lease
 */
public record Lease(long studyId, int number, int handout, int nonce) {

    private static final int BYTES = Long.BYTES + 3 * Integer.BYTES;

    /**
     * The lease behind a token.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Lease parse(String token) {
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("must be a lease as an ask gave it");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Lease(buffer.getLong(), buffer.getInt(), buffer.getInt(), buffer.getInt());
    }

    /** The token: 27 characters that need no escaping in URLs and JSON. */
    public String token() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES)
                .putLong(studyId)
                .putInt(number)
                .putInt(handout)
                .putInt(nonce);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }
}
