package dev.parley.optimizer.gp;

import dev.parley.optimizer.Contender;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The feasible configurations tried that may be the best, and the joint distribution of their losses. */
final class Contest {

    /** How many take part at most: those that may be lowest by two deviations. */
    private static final int MOST = 50;

    private static final double DEVIATIONS = 2;
    private static final double OUTSIDE = 0.025;

    private final Model model;
    private final Encoding encoding;
    private final List<Entry> entries;
    private final @Nullable JointPosterior posterior;

    /** A configuration and its complete trials. */
    private record Entry(Configuration configuration, double[] point, List<Integer> trials) {}

    private Contest(Model model, Encoding encoding, List<Entry> entries) {
        this.model = model;
        this.encoding = encoding;
        this.entries = entries;
        this.posterior = entries.isEmpty()
                ? null
                : new JointPosterior(
                        model.losses(), entries.stream().map(Entry::point).toArray(double[][]::new));
    }

    /** The contest among what the evidence holds. */
    static Contest of(Model model, Encoding encoding, History history, Evidence evidence) {
        Map<Configuration, Entry> entries = new LinkedHashMap<>();
        for (int number : evidence.measured()) {
            if (history.standing(number) == Standing.COMPLETE && history.violation(number) == 0) {
                Configuration configuration = history.configuration(number);
                entries.computeIfAbsent(
                                configuration,
                                absent -> new Entry(absent, encoding.positions(absent), new ArrayList<>()))
                        .trials
                        .add(number);
            }
        }
        return new Contest(
                model, encoding, mostHopeful(model, entries.values().stream().toList()));
    }

    private static List<Entry> mostHopeful(Model model, List<Entry> entries) {
        double[] lowest =
                entries.stream().mapToDouble(entry -> lowest(model, entry)).toArray();
        return IntStream.range(0, lowest.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> lowest[i]))
                .limit(MOST)
                .map(entries::get)
                .toList();
    }

    private static double lowest(Model model, Entry entry) {
        model.losses().predict(entry.point);
        return model.losses().mean() - DEVIATIONS * Math.sqrt(model.losses().variance());
    }

    /** The contest among those that match. */
    Contest among(Configuration fixed) {
        return new Contest(
                model,
                encoding,
                entries.stream()
                        .filter(entry -> entry.configuration.matches(fixed))
                        .toList());
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    private JointPosterior posterior() {
        return Objects.requireNonNull(posterior, "nobody takes part");
    }

    /** The index of the configuration with the lowest loss in one joint draw. */
    int winner(RandomGenerator random) {
        return posterior().lowest(random);
    }

    Configuration configuration(int index) {
        return entries.get(index).configuration;
    }

    /** The index of the one with the lowest mean. */
    int recommended() {
        return IntStream.range(0, entries.size())
                .boxed()
                .min(Comparator.comparingDouble(posterior()::mean))
                .orElseThrow();
    }

    /** What is believed of one's loss. */
    LossDistribution loss(int index) {
        return new LossDistribution(
                model.warped(), posterior().mean(index), posterior().deviation(index));
    }

    /** All that take part, the one with the lowest mean first. */
    List<Contender> contenders(Direction direction, int draws, RandomGenerator random) {
        double[] shares = posterior().shares(draws, random);
        return IntStream.range(0, entries.size())
                .boxed()
                .sorted(Comparator.comparingDouble(posterior()::mean))
                .map(i -> contender(entries.get(i), loss(i), shares[i], direction))
                .toList();
    }

    private static Contender contender(Entry entry, LossDistribution loss, double share, Direction direction) {
        double one = direction.loss(loss.quantile(OUTSIDE)); // loss and value are each other's negatives, or the same
        double other = direction.loss(loss.quantile(1 - OUTSIDE));
        return new Contender(
                entry.configuration,
                entry.trials,
                direction.loss(loss.expected()),
                Math.min(one, other),
                Math.max(one, other),
                share);
    }
}
