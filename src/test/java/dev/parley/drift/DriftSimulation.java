package dev.parley.drift;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How often the rule in its usual settings finds a drift where there is none, and how soon where there is one, looking after each
 * measurement.
 *
 * @param found of each run, after how many measurements a drift is found; {@link #NEVER} if it is not
 */
record DriftSimulation(int[] found) {

    static final DriftRule RULE = new DriftRule(100, 0.05);

    private static final int LENGTH = 1_000;
    private static final int NEVER = Integer.MAX_VALUE;

    /** After how many measurements a drift is found; {@link #NEVER} if it is not. */
    private static int found(Noise noise, double worse, int change, int length, long seed) {
        Random random = new Random(seed);
        double[] measurements = new double[length];
        double before = 0;
        for (int i = 0; i < length; i++) {
            before = noise.next(random, before);
            measurements[i] = before + (i < change ? 0 : worse);
            double[] latest = Arrays.copyOfRange(measurements, Math.max(0, i + 1 - RULE.window()), i + 1);
            if (RULE.rejects(RULE.look(latest, i + 1).evidence())) {
                return i + 1;
            }
        }
        return NEVER;
    }

    /** Makes runs of so many measurements each, which are worse by so many standard deviations after the change. */
    static DriftSimulation of(Noise noise, double worse, int change, int length, int runs) {
        return new DriftSimulation(IntStream.range(0, runs)
                .parallel()
                .map(run -> found(noise, worse, change, length, 1_000_003L * run + change))
                .toArray());
    }

    /** The share of runs whose drift was found after more than {@code from} measurements and at most {@code to}. */
    double shareFound(int from, int to) {
        return Arrays.stream(found).filter(at -> at > from && at <= to).count() / (double) found.length;
    }

    /** The table of delays has a row for each drop and for each time of it. */
    private static String row(double worse, int change, int runs) {
        DriftSimulation simulation = of(Noise.NORMAL, worse, change, change + LENGTH, runs);
        double early = simulation.shareFound(0, change);
        int[] delays = Arrays.stream(simulation.found)
                .filter(at -> at > change)
                .map(at -> at == NEVER ? NEVER : at - change)
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.1f %% | %d | %d | %.1f %% |%n",
                worse,
                change,
                100 * simulation.shareFound(change, change + LENGTH) / (1 - early),
                delays[delays.length / 2],
                delays[delays.length * 9 / 10],
                100 * early);
    }

    /** Prints the tables of {@code bench/drift/results.md}; the argument says how many runs each figure is of. */
    public static void main(String[] arguments) {
        int runs = Integer.parseInt(arguments[0]);
        System.out.printf(Locale.ROOT, "| noise | false alarms in %,d measurements |%n| --- | --- |%n", LENGTH);
        for (Noise noise : Noise.values()) {
            double share = of(noise, 0, 0, LENGTH, runs).shareFound(0, LENGTH);
            System.out.printf(Locale.ROOT, "| %s | %.1f %% |%n", noise, 100 * share);
        }
        System.out.println();
        System.out.println("| drop | after | found | median delay | 90 % within | false alarms before |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        for (double worse : new double[] {0.5, 1, 2}) {
            for (int change : new int[] {0, 50, 300}) {
                System.out.print(row(worse, change, runs));
            }
        }
    }
}
