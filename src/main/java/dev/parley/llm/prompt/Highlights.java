package dev.parley.llm.prompt;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The few trials that stand for a history, by number.
 *
 * @param best the best ones, best first; of several objectives, those of the Pareto front first
 * @param latest the latest ones that ended, the newest first
 * @param diverse those that lie farthest from all of these and from one another, the farthest first
 * @param running the latest ones without a result, the newest first
 */
record Highlights(List<Integer> best, List<Integer> latest, List<Integer> diverse, List<Integer> running) {

    private static final int BEST = 5;
    private static final int LATEST = 10;
    private static final int DIVERSE = 5;
    private static final int RUNNING = 8;

    /** Of how many trials, evenly spread over the ranking, the diverse ones are chosen. */
    private static final int MOST_CANDIDATES = 2_000;

    static Highlights of(SearchSpace space, History history, Ranking ranking) {
        int[] ranked = ranking.numbers();
        List<Integer> best = Arrays.stream(ranked).limit(BEST).boxed().toList();
        int[] newestFirst = IntStream.range(0, ranked.length)
                .map(i -> -ranked[i])
                .sorted()
                .map(number -> -number)
                .toArray();
        List<Integer> latest = Arrays.stream(newestFirst)
                .filter(number -> !best.contains(number))
                .limit(LATEST)
                .boxed()
                .toList();
        List<Integer> shown = new ArrayList<>(best);
        shown.addAll(latest);
        List<Integer> running = IntStream.iterate(history.size() - 1, number -> number >= 0, number -> number - 1)
                .filter(number -> history.standing(number) == Standing.PENDING)
                .limit(RUNNING)
                .boxed()
                .toList();
        return new Highlights(best, latest, farthest(space, history, ranked, shown), running);
    }

    /** The trials chosen one after the other, each the one farthest from the nearest of those shown and chosen before (Gonzalez 1985). */
    private static List<Integer> farthest(SearchSpace space, History history, int[] ranked, List<Integer> shown) {
        Distance distance = new Distance(space);
        Map<Integer, Configuration> candidates = new LinkedHashMap<>();
        int stride = ranked.length / MOST_CANDIDATES + 1;
        for (int i = 0; i < ranked.length; i += stride) {
            if (!shown.contains(ranked[i])) {
                candidates.put(ranked[i], history.configuration(ranked[i]));
            }
        }
        double[] nearest = new double[history.size()];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        shown.forEach(number -> approach(history.configuration(number), candidates, nearest, distance));
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < DIVERSE && !candidates.isEmpty()) {
            int farthest = candidates.keySet().iterator().next();
            for (int candidate : candidates.keySet()) {
                farthest = nearest[candidate] > nearest[farthest] ? candidate : farthest;
            }
            Configuration configuration = history.configuration(farthest);
            chosen.add(farthest);
            candidates.remove(farthest);
            approach(configuration, candidates, nearest, distance);
        }
        return chosen;
    }

    private static void approach(
            Configuration shown, Map<Integer, Configuration> candidates, double[] nearest, Distance distance) {
        candidates.forEach(
                (number, candidate) -> nearest[number] = Math.min(nearest[number], distance.between(candidate, shown)));
    }
}
