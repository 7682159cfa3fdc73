package dev.parley.llm.prompt;

import dev.parley.optimizer.History;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Distance;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the trials say of one parameter by itself.
 *
 * @param row its key, the quartiles of its values (or the counts of its choices) in the good and in the bad trials, and
 *     where nobody has tried, as JSON
 * @param contrast by how much good and bad trials differ in it, from 0 to 1
 */
record Marginal(String row, double contrast) {

    /** How many of the bad trials, evenly spread over the ranking, are looked at. */
    private static final int MOST_BAD = 1_000;

    /** How many trials a side needs before its quartiles say something. */
    private static final int FEWEST = 2;

    private static final int MOST_CHOICES = 6;

    /** What is known of each parameter, those with the most contrast first; nothing where there are no trials. */
    static List<Marginal> of(Vocabulary vocabulary, History history, Ranking ranking) {
        if (history.size() == 0) {
            return List.of();
        }
        int[] above = ranking.above();
        int stride = above.length / MOST_BAD + 1;
        int[] bad = IntStream.range(0, above.length)
                .filter(i -> i % stride == 0)
                .map(i -> above[i])
                .toArray();
        int[] good = ranking.below();
        Distance distance = new Distance(vocabulary.space());
        List<Marginal> marginals = new ArrayList<>();
        for (int i = 0; i < vocabulary.space().size(); i++) {
            marginals.add(of(vocabulary, distance, history, i, values(history, good, i), values(history, bad, i)));
        }
        marginals.sort(Comparator.comparingDouble(Marginal::contrast).reversed());
        return marginals;
    }

    private static Marginal of(
            Vocabulary vocabulary, Distance distance, History history, int index, double[] good, double[] bad) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("parameter", vocabulary.key(index));
        double contrast = 0;
        if (good.length >= FEWEST && bad.length >= FEWEST) {
            boolean isCategorical = vocabulary.space().parameter(index) instanceof CategoricalParameter;
            row.put("good", isCategorical ? counts(vocabulary, index, good) : quartiles(vocabulary, index, good));
            row.put("bad", isCategorical ? counts(vocabulary, index, bad) : quartiles(vocabulary, index, bad));
            contrast = isCategorical
                    ? totalVariation(vocabulary.space(), index, good, bad)
                    : Math.abs(distance.position(index, quantile(good, 0.5))
                            - distance.position(index, quantile(bad, 0.5)));
        }
        List<Object> untried = new Untried(vocabulary, distance, history, index).shown();
        if (!untried.isEmpty()) {
            row.put("untried", untried);
        }
        return new Marginal(DataBlock.json(row), contrast);
    }

    /** The sorted coordinates of the parameter at {@code index} in those of the trials in which it is active. */
    private static double[] values(History history, int[] numbers, int index) {
        return Arrays.stream(numbers)
                .mapToDouble(number -> history.coordinate(number, index))
                .filter(coordinate -> !Double.isNaN(coordinate))
                .sorted()
                .toArray();
    }

    /** The value at a quantile of sorted values: one of them. */
    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private static List<Object> quartiles(Vocabulary vocabulary, int index, double[] sorted) {
        return List.of(
                vocabulary.shown(index, quantile(sorted, 0.25)),
                vocabulary.shown(index, quantile(sorted, 0.5)),
                vocabulary.shown(index, quantile(sorted, 0.75)));
    }

    /** The most frequent choices, each with its count. */
    private static List<Object> counts(Vocabulary vocabulary, int index, double[] choices) {
        int[] counts = histogram(vocabulary.space().parameter(index), choices);
        return IntStream.range(0, counts.length)
                .filter(choice -> counts[choice] > 0)
                .boxed()
                .sorted(Comparator.comparingInt(choice -> -counts[choice]))
                .limit(MOST_CHOICES)
                .<Object>map(choice -> List.of(vocabulary.shown(index, choice), counts[choice]))
                .toList();
    }

    private static double totalVariation(SearchSpace space, int index, double[] good, double[] bad) {
        int[] ofGood = histogram(space.parameter(index), good);
        int[] ofBad = histogram(space.parameter(index), bad);
        return IntStream.range(0, ofGood.length)
                        .mapToDouble(i -> Math.abs((double) ofGood[i] / good.length - (double) ofBad[i] / bad.length))
                        .sum()
                / 2;
    }

    private static int[] histogram(Parameter parameter, double[] choices) {
        int[] counts = new int[(int) parameter.cardinality()];
        for (double choice : choices) {
            counts[(int) choice]++;
        }
        return counts;
    }
}
