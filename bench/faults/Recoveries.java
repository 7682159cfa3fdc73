import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long the service took to answer again, by what had happened to it. */
final class Recoveries {

    private final Map<String, Series> series = new LinkedHashMap<>();

    /** The seconds of one kind, and the seconds that each must be below; infinite where there is no bar. */
    private record Series(double bar, List<Double> seconds) {}

    synchronized void add(String what, double bar, double seconds) {
        series.computeIfAbsent(what, name -> new Series(bar, new ArrayList<>())).seconds.add(seconds);
    }

    /** Prints a Markdown table; answers how many recoveries took too long. */
    synchronized long print() {
        System.out.println("| answers again after | times | median | 90 % | longest | bar | |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        long late = 0;
        for (Map.Entry<String, Series> entry : series.entrySet()) {
            double bar = entry.getValue().bar;
            List<Double> sorted = new ArrayList<>(entry.getValue().seconds);
            Collections.sort(sorted);
            long over = sorted.stream().filter(seconds -> seconds >= bar).count();
            late += over;
            System.out.printf(Locale.ROOT, "| %s | %d | %.2f s | %.2f s | %.2f s | %s | %s |%n",
                    entry.getKey(), sorted.size(), quantile(sorted, 0.5), quantile(sorted, 0.9), sorted.getLast(),
                    Double.isInfinite(bar) ? "" : String.format(Locale.ROOT, "< %.0f s", bar),
                    Double.isInfinite(bar) ? "" : over == 0 ? "met" : over + " missed");
        }
        return late;
    }

    private static double quantile(List<Double> sorted, double q) {
        return sorted.get(Math.max(0, (int) Math.ceil(q * sorted.size()) - 1));
    }
}
