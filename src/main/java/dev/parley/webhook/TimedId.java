package dev.parley.webhook;

import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Makes identifiers that nobody can guess and that are in the order of their times: the milliseconds, then 80 random bits. */
final class TimedId {

    private static final int RANDOM_BYTES = 10;

    private TimedId() {}

    /** An identifier of this time: the prefix and 32 hexadecimal digits. */
    static String of(String prefix, Instant time, RandomGenerator random) {
        byte[] bits = new byte[RANDOM_BYTES];
        random.nextBytes(bits);
        return prefix
                + HexFormat.of().toHexDigits(time.toEpochMilli(), 12)
                + HexFormat.of().formatHex(bits);
    }
}
