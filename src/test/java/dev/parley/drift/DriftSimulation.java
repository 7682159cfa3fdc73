package dev.parley.drift;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
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
    private static final int BATCH = 10;
    private static final int NEVER = Integer.MAX_VALUE;

    /** After how many measurements a drift is found; {@link #NEVER} if it is not. */
    private static int found(double[] measurements) {
        for (int count = 1; count <= measurements.length; count++) {
            double[] latest = Arrays.copyOfRange(measurements, Math.max(0, count - RULE.window()), count);
            if (RULE.rejects(RULE.look(latest, count).evidence())) {
                return count;
            }
        }
        return NEVER;
    }

    /** Makes runs of normal measurements, which are worse by so many standard deviations after the change. */
    static DriftSimulation ofDrop(double worse, int change, int length, int runs) {
        return of(runs, run -> {
            double[] measurements = Noise.NORMAL.means(new Random(1_000_003L * run + change), length, 1);
            for (int i = change; i < length; i++) {
                measurements[i] += worse;
            }
            return measurements;
        });
    }

    /** Makes runs in which nothing changes; each measurement is the mean of so many draws. */
    static DriftSimulation ofNoise(Noise noise, int batch, int length, int runs) {
        return of(runs, run -> noise.means(new Random(1_000_003L * run), length, batch));
    }

    private static DriftSimulation of(int runs, IntFunction<double[]> measurements) {
        return new DriftSimulation(IntStream.range(0, runs)
                .parallel()
                .map(run -> found(measurements.apply(run)))
                .toArray());
    }

    /** The share of runs whose drift was found after more than {@code from} measurements and at most {@code to}. */
    double shareFound(int from, int to) {
        return Arrays.stream(found).filter(at -> at > from && at <= to).count() / (double) found.length;
    }

    /** The table of delays has a row for each drop and for each time of it. */
    private static String row(double worse, int change, int runs) {
        DriftSimulation simulation = ofDrop(worse, change, change + LENGTH, runs);
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
        System.out.printf(
                Locale.ROOT,
                "| noise | false alarms in %,d measurements | in %,d means of %d |%n| --- | --- | --- |%n",
                LENGTH,
                LENGTH,
                BATCH);
        for (Noise noise : Noise.values()) {
            double single = ofNoise(noise, 1, LENGTH, runs).shareFound(0, LENGTH);
            double means = ofNoise(noise, BATCH, LENGTH, runs).shareFound(0, LENGTH);
            System.out.printf(Locale.ROOT, "| %s | %.1f %% | %.1f %% |%n", noise, 100 * single, 100 * means);
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
