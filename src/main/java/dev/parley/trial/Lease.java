package dev.parley.trial;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

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

    /** The lease behind a token; empty if it is none. */
    public static Optional<Lease> read(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return Optional.of(new Lease(buffer.getLong(), buffer.getInt(), buffer.getInt(), buffer.getInt()));
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
