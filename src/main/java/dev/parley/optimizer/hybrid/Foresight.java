package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.RankCorrelation;
import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How well a model foretold what came, and what its predictions are to count for.
 *
 * <p>Compared are the last {@value #MOST} trials that were told a value after the model had said one of their configuration, the
 * startup's left out, which differ so much that anybody tells good from bad. The
 * weight is the lower end of a one-sided interval of 95 % for the rank correlation, by Fisher's transformation with Fieller's
 * variance (Fieller, Hartley and Pearson, 1957), and 0 below {@value #FEWEST} trials. It fades while the study's own trials grow
 * from {@value #WHOLE} to {@value Foretold#MOST_ENDED}, when they know more than a model can say.
 *
 * @param correlation Spearman's rank correlation, from −1 to 1; 0 of fewer than {@value #FEWEST} trials
 * @param compared how many trials
 * @param weight from 0 to 1
 */
record Foresight(double correlation, int compared, double weight) {

    static final int FEWEST = 8;

    private static final int MOST = 20;
    private static final int NEWEST = 1_000;

    private static final int WHOLE = 50;
    private static final int OVER = Foretold.MOST_ENDED;

    private static final double QUANTILE_95 = 1.6449;
    private static final double FIELLER = 1.06;

    /** Nobody said anything. */
    static final Foresight NONE = new Foresight(0, 0, 0);

    private record Outcome(double foretold, double told, long end) {}

    /** The foresight that a history shows of what was foretold of it. */
    static Foresight of(History history, List<Foretold> foretold) {
        double share = fade(history.ended());
        if (share == 0 || foretold.size() < FEWEST) {
            return NONE;
        }
        List<Outcome> outcomes = outcomes(history, foretold);
        if (outcomes.size() < FEWEST) {
            return new Foresight(0, outcomes.size(), 0);
        }
        double correlation = RankCorrelation.of(
                outcomes.stream().mapToDouble(Outcome::foretold).toArray(),
                outcomes.stream().mapToDouble(Outcome::told).toArray());
        return new Foresight(correlation, outcomes.size(), share * lowerEnd(correlation, outcomes.size()));
    }

    /** What predictions may count for at most after so many ended trials. */
    static double fade(int ended) {
        return Math.clamp((double) (OVER - ended) / (OVER - WHOLE), 0, 1);
    }

    /** The lower end of the interval of a rank correlation of so many pairs; at least 0. */
    private static double lowerEnd(double correlation, int pairs) {
        double transformed = 0.5 * (Math.log1p(correlation) - Math.log1p(-correlation));
        return Math.max(0, Math.tanh(transformed - QUANTILE_95 * Math.sqrt(FIELLER / (pairs - 3))));
    }

    private static List<Outcome> outcomes(History history, List<Foretold> foretold) {
        Map<Configuration, List<Foretold>> byConfiguration = new HashMap<>();
        for (Foretold said : foretold) {
            if (said.madeAt() >= Foretold.FEWEST_ENDED && history.ended() - said.madeAt() <= Foretold.MOST_ENDS_AGO) {
                byConfiguration
                        .computeIfAbsent(said.configuration(), absent -> new ArrayList<>())
                        .add(said);
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int number = history.size() - 1; number >= Math.max(0, history.size() - NEWEST); number--) {
            if (Ends.isComplete(history, number)) {
                long end = history.end(number);
                double told = history.value(number, 0);
                byConfiguration.getOrDefault(history.configuration(number), List.of()).stream()
                        .filter(said -> said.revision() < end)
                        .reduce((earlier, later) -> later)
                        .ifPresent(said -> outcomes.add(new Outcome(said.mean(), told, end)));
            }
        }
        outcomes.sort(Comparator.comparingLong(Outcome::end).reversed());
        return outcomes.subList(0, Math.min(MOST, outcomes.size()));
    }
}
