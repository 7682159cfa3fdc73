import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What became of a {@link Flood}'s requests. */
final class Tally {

    /** Latencies of one kind of answer, in nanoseconds. */
    static final class Latencies {
        private long[] values = new long[1024];
        private int count;

        void add(long nanos) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = nanos;
        }

        int count() {
            return count;
        }

        /** A quantile in milliseconds. */
        double quantile(double q) {
            long[] sorted = Arrays.copyOf(values, count);
            Arrays.sort(sorted);
            return Result.quantile(sorted, q);
        }
    }

    private final long began;
    private final int[] told;
    private boolean hasEnded;
    final Latencies accepted = new Latencies();
    final Latencies acceptedTells = new Latencies();
    final Latencies refused = new Latencies();
    final Map<String, Integer> statuses = new TreeMap<>();
    long offered;
    long unsent;
    int lost;

    Tally(long began, int seconds) {
        this.began = began;
        this.told = new int[seconds];
    }

    long began() {
        return began;
    }

    /** From here on only results that were still to be told come. */
    void ended() {
        hasEnded = true;
    }

    void add(Flood.Job job, int status, long now) {
        statuses.merge((job.isTell() ? "tell " : "ask ") + (status == 0 ? "broken" : status), 1, Integer::sum);
        long latency = now - job.due();
        if (status == 200) {
            (job.isTell() ? acceptedTells : accepted).add(latency);
        } else if (status == 429 || status == 503) {
            refused.add(latency);
        }
        int second = (int) ((now - began) / 1_000_000_000L);
        if (job.isTell() && status == 200 && second < told.length && !hasEnded) {
            told[second]++;
        }
    }

    /** Results told a second, without the first seconds. */
    double rate(int without) {
        return Arrays.stream(told, without, told.length).average().orElse(Double.NaN);
    }

    /** The second from which on every one has at least this rate, counted from 1; 0 if there is none. */
    int secondsTo(double rate) {
        int second = told.length;
        while (second > 0 && told[second - 1] >= rate) {
            second--;
        }
        return second < told.length ? second + 1 : 0;
    }

    String perSecond() {
        return Arrays.toString(told);
    }
}
