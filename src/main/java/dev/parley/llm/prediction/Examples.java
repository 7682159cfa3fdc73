package dev.parley.llm.prediction;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The trials that tell a model most about some candidates, the most telling first: in turn the best ones, those nearest to
 * each candidate, and some spread evenly over the ranking, so that it sees what good and bad scores look like.
 */
final class Examples {

    /** How many there are at most. */
    static final int MOST = 100;

    private Examples() {}

    /** The numbers of the trials. */
    static List<Integer> of(Inquiry inquiry) {
        History history = inquiry.history();
        Direction direction = inquiry.objective().direction();
        List<Integer> ranked = IntStream.range(0, history.size())
                .filter(number -> ScoreScale.isExample(history, number))
                .boxed()
                .sorted(Comparator.comparingDouble(number -> direction.loss(history.value(number, 0))))
                .toList();
        List<Iterator<Integer>> lanes = new ArrayList<>();
        lanes.add(ranked.iterator());
        Distance distance = new Distance(inquiry.space());
        inquiry.candidates()
                .forEach(candidate ->
                        lanes.add(nearest(ranked, history, candidate, distance).iterator()));
        lanes.add(spread(ranked).iterator());
        return inTurn(lanes, Math.min(MOST, ranked.size()));
    }

    private static List<Integer> nearest(
            List<Integer> ranked, History history, Configuration candidate, Distance distance) {
        double[] distances = ranked.stream()
                .mapToDouble(number -> distance.between(candidate, history.configuration(number)))
                .toArray();
        return IntStream.range(0, distances.length)
                .boxed()
                .sorted(Comparator.comparingDouble(rank -> distances[rank]))
                .limit(MOST)
                .map(ranked::get)
                .toList();
    }

    /** The worst, the middle one, those at the quarters, at the eighths, and so on. */
    private static List<Integer> spread(List<Integer> ranked) {
        List<Integer> spread = new ArrayList<>();
        if (!ranked.isEmpty()) {
            spread.add(ranked.getLast());
        }
        for (int parts = 2; parts <= Math.min(MOST, ranked.size()); parts *= 2) {
            for (int part = 1; part < parts; part += 2) {
                spread.add(ranked.get((int) ((long) part * ranked.size() / parts)));
            }
        }
        return spread;
    }

    /** The first of each lane that no other has given yet, then the second, and so on. */
    private static List<Integer> inTurn(List<Iterator<Integer>> lanes, int most) {
        Set<Integer> chosen = new LinkedHashSet<>();
        while (chosen.size() < most) {
            for (Iterator<Integer> lane : lanes) {
                boolean isNew = false;
                while (!isNew && lane.hasNext() && chosen.size() < most) {
                    isNew = chosen.add(lane.next());
                }
            }
        }
        return List.copyOf(chosen);
    }
}
