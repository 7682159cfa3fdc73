import java.util.Arrays;
import java.util.Locale;

/** Latencies in milliseconds; a rate of 0 where the mode has none. */
record Result(
        String what, int count, double p50, double p90, double p99, double max, double rate, String unit, double cpu) {

    static Result ofLatencies(String what, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Result(
                what,
                sorted.length,
                quantile(sorted, 0.5),
                quantile(sorted, 0.9),
                quantile(sorted, 0.99),
                quantile(sorted, 1),
                0,
                "",
                0);
    }

    /** A quantile of sorted nanoseconds, in milliseconds. */
    static double quantile(long[] sorted, double q) {
        int index = (int) Math.ceil(q * sorted.length) - 1;
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, index)] / 1e6;
    }

    Result withRate(double rate, String unit) {
        return new Result(what, count, p50, p90, p99, max, rate, unit, cpu);
    }

    Result withCpuShare(double cpu) {
        return new Result(what, count, p50, p90, p99, max, rate, unit, cpu);
    }

    double headline() {
        return unit.isEmpty() ? p50 : rate;
    }

    String text() {
        String speed = unit.isEmpty() ? "" : String.format(Locale.ROOT, "%.0f %s; ", rate, unit);
        return String.format(
                Locale.ROOT,
                "%s%d × %s: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms; driver's share of the CPU %.0f %%",
                speed, count, what, p50, p90, p99, max, 100 * cpu);
    }

    String json() {
        return String.format(
                Locale.ROOT,
                "{\"what\":\"%s\",\"count\":%d,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f,\"rate\":%.1f,\"cpu\":%.4f}",
                what, count, p50, p90, p99, max, rate, cpu);
    }
}
