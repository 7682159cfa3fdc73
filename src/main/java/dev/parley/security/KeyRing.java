package dev.parley.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The configured keys. */
final class KeyRing {

    private final List<AccessKey> keys;

    KeyRing(List<AccessKey> keys) {
        this.keys = List.copyOf(keys);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The key that was presented, in a time that does not depend on how much of it is right. */
    Optional<AccessKey> find(String presented) {
        byte[] hash = hash(presented).getBytes(StandardCharsets.US_ASCII);
        Optional<AccessKey> found = Optional.empty();
        for (AccessKey key : keys) {
            if (MessageDigest.isEqual(hash, key.hash().getBytes(StandardCharsets.US_ASCII))) {
                found = Optional.of(key);
            }
        }
        return found;
    }

    static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
