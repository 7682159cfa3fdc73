package dev.parley.optimizer.tpe;

import java.util.Arrays;

/** A map from whole numbers that are not negative to small ones; open addressing, without boxes. */
final class LongIndex {

    private static final long EMPTY = -1;

    private final long[] keys;
    private final int[] values;
    private final int shift;

    /** An empty map with room for {@code capacity} keys. */
    LongIndex(int capacity) {
        int bits = 64 - Long.numberOfLeadingZeros(2L * capacity + 1);
        keys = new long[1 << bits];
        values = new int[1 << bits];
        shift = 64 - bits;
        Arrays.fill(keys, EMPTY);
    }

    /** The value of a key, which is the given one where the key is new. */
    int putIfAbsent(long key, int value) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
        while (keys[slot] != key) {
            if (keys[slot] == EMPTY) {
                keys[slot] = key;
                values[slot] = value;
                break;
            }
            slot = slot + 1 == keys.length ? 0 : slot + 1;
        }
        return values[slot];
    }
}
