package dev.parley.optimizer.distinct;

/** A set of configurations by their fingerprints: an open hash table with linear probing. */
final class Fingerprints {

    /** Marks an empty place; the fingerprint 0 counts as 1. */
    private static final long EMPTY = 0;

    private long[] table = new long[64];
    private int size;

    /** Adds a fingerprint; answers whether it is new. */
    boolean add(long fingerprint) {
        if (2 * size >= table.length) {
            grow();
        }
        int place = place(fingerprint);
        if (table[place] != EMPTY) {
            return false;
        }
        table[place] = stored(fingerprint);
        size++;
        return true;
    }

    boolean contains(long fingerprint) {
        return table[place(fingerprint)] != EMPTY;
    }

    /** How many there are. */
    int size() {
        return size;
    }

    private void grow() {
        long[] before = table;
        table = new long[2 * before.length];
        for (long fingerprint : before) {
            if (fingerprint != EMPTY) {
                table[place(fingerprint)] = fingerprint;
            }
        }
    }

    /** Where a fingerprint is, or would be. */
    private int place(long fingerprint) {
        long stored = stored(fingerprint);
        int place = (int) stored & (table.length - 1);
        while (table[place] != EMPTY && table[place] != stored) {
            place = (place + 1) & (table.length - 1);
        }
        return place;
    }

    private static long stored(long fingerprint) {
        return fingerprint == EMPTY ? 1 : fingerprint;
    }
}
