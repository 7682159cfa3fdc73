import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Latencies at two services in nanoseconds, by rounds: round i of one stood beside round i of the other. Percentiles are of all
 * rounds together; the interval of their difference is of 2,000 draws of pairs of rounds with replacement, from 2.5 to 97.5 %.
 */
record Comparison(List<long[]> ours, List<long[]> theirs) {

    private static final int DRAWS = 2_000;

    String json() {
        int count = ours.stream().mapToInt(round -> round.length).sum();
        return String.format(
                Locale.ROOT, "{\"count\":%d,%s,%s,%s}", count, json("p50", 0.5), json("p90", 0.9), json("p99", 0.99));
    }

    private String json(String name, double q) {
        double here = quantile(ours, q);
        double there = quantile(theirs, q);
        double[] drawn = drawnDifferences(q);
        return String.format(
                Locale.ROOT,
                "\"%s\":{\"here\":%.2f,\"there\":%.2f,\"difference\":%.2f,\"low\":%.2f,\"high\":%.2f}",
                name, here, there, here - there, drawn[DRAWS / 40], drawn[DRAWS - 1 - DRAWS / 40]);
    }

    private double[] drawnDifferences(double q) {
        Random random = new Random(1);
        double[] differences = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            List<long[]> here = new ArrayList<>();
            List<long[]> there = new ArrayList<>();
            for (int i = 0; i < ours.size(); i++) {
                int round = random.nextInt(ours.size());
                here.add(ours.get(round));
                there.add(theirs.get(round));
            }
            differences[draw] = quantile(here, q) - quantile(there, q);
        }
        Arrays.sort(differences);
        return differences;
    }

    private static double quantile(List<long[]> rounds, double q) {
        return Result.quantile(rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray(), q);
    }
}
