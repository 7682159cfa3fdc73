package dev.parley.optimizer;

import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable view of a study's trials, in columns and in number order; row {@code n} is trial {@code n}.
 *
 * <p>Rows live in blocks of {@value #BLOCK}. An update copies the blocks it touches and shares the others with the view
 * it came from.
 */
public final class History {

    private static final int BLOCK = 256;

    private final int parameters;
    private final int objectives;
    private final int size;
    private final Block[] blocks;
    private final int[] counts;

    /** {@value #BLOCK} rows; written only while it is being built. */
    private static final class Block {
        final double[][] coordinates;
        final double[][] values;
        final double[][] standardErrors;
        final double[] violations;
        final double[] steps;
        final long[] ends;
        final byte[] standings;
        final byte[] turns;
        final long[] fingerprints;

        Block(int parameters, int objectives) {
            coordinates = new double[parameters][BLOCK];
            values = new double[objectives][BLOCK];
            standardErrors = new double[objectives][BLOCK];
            violations = new double[BLOCK];
            steps = new double[BLOCK];
            Arrays.fill(steps, Double.NaN);
            ends = new long[BLOCK];
            standings = new byte[BLOCK];
            turns = new byte[BLOCK];
            fingerprints = new long[BLOCK];
            Stream.of(coordinates, values, standardErrors)
                    .flatMap(Arrays::stream)
                    .forEach(column -> Arrays.fill(column, Double.NaN));
            Arrays.fill(standings, (byte) Standing.IGNORED.ordinal());
        }

        private Block(Block other) {
            coordinates = copy(other.coordinates);
            values = copy(other.values);
            standardErrors = copy(other.standardErrors);
            violations = other.violations.clone();
            steps = other.steps.clone();
            ends = other.ends.clone();
            standings = other.standings.clone();
            turns = other.turns.clone();
            fingerprints = other.fingerprints.clone();
        }

        private static double[][] copy(double[][] columns) {
            return Arrays.stream(columns).map(double[]::clone).toArray(double[][]::new);
        }
    }

    private History(int parameters, int objectives, int size, Block[] blocks, int[] counts) {
        this.parameters = parameters;
        this.objectives = objectives;
        this.size = size;
        this.blocks = blocks;
        this.counts = counts;
    }

    /** The history without trials of a study with this space and this number of objectives. */
    public static History empty(SearchSpace space, int objectives) {
        return new History(space.size(), objectives, 0, new Block[0], new int[Standing.values().length]);
    }

    /** A view in which the rows of these trials are as given; rows of trials never given are ignored ones. */
    public History with(List<Observation> observations) {
        if (observations.isEmpty()) {
            return this;
        }
        int newSize = size;
        for (Observation observation : observations) {
            newSize = Math.max(newSize, observation.number() + 1);
        }
        Block[] updated = Arrays.copyOf(blocks, (newSize + BLOCK - 1) / BLOCK);
        int[] updatedCounts = counts.clone();
        updatedCounts[Standing.IGNORED.ordinal()] += newSize - size;
        for (Observation observation : observations) {
            int b = observation.number() / BLOCK;
            @Nullable Block block = updated[b];
            if (block == null) {
                updated[b] = new Block(parameters, objectives);
            } else if (b < blocks.length && block == blocks[b]) {
                updated[b] = new Block(block);
            }
            write(updated[b], observation, updatedCounts);
        }
        for (int b = 0; b < updated.length; b++) {
            if (updated[b] == null) {
                updated[b] = new Block(parameters, objectives);
            }
        }
        return new History(parameters, objectives, newSize, updated, updatedCounts);
    }

    private void write(Block block, Observation observation, int[] updatedCounts) {
        int row = observation.number() % BLOCK;
        Configuration configuration = observation.configuration();
        for (int p = 0; p < parameters; p++) {
            block.coordinates[p][row] = configuration.coordinate(p);
        }
        write(observation.values(), block.values, row);
        write(observation.standardErrors(), block.standardErrors, row);
        block.fingerprints[row] = configuration.fingerprint();
        block.violations[row] = observation.violation();
        block.steps[row] = observation.step();
        block.ends[row] = observation.ended();
        block.turns[row] = (byte) observation.turn().ordinal();
        updatedCounts[block.standings[row]]--;
        block.standings[row] = (byte) observation.standing().ordinal();
        updatedCounts[block.standings[row]]++;
    }

    private static void write(double[] figures, double[][] columns, int row) {
        for (int o = 0; o < columns.length; o++) {
            columns[o][row] = o < figures.length ? figures[o] : Double.NaN;
        }
    }

    /** This history, and some suggestions as pending trials with the next numbers. */
    public History withPending(List<Suggestion> suggestions) {
        List<Observation> pending = new ArrayList<>(suggestions.size());
        for (Suggestion suggestion : suggestions) {
            int number = size + pending.size();
            pending.add(pending(number, suggestion.configuration(), suggestion.turn()));
        }
        return with(pending);
    }

    private static Observation pending(int number, Configuration configuration, Turn turn) {
        return new Observation(number, configuration, Standing.PENDING, new double[0], 0).withTurn(turn);
    }

    /** How many trials ended with something to learn from. */
    public int ended() {
        return count(Standing.COMPLETE) + count(Standing.PRUNED) + count(Standing.INFEASIBLE);
    }

    /** This history with the first {@code ended} ends only: trials that ended later are pending. */
    public History until(int ended) {
        int[] byEnd = IntStream.range(0, size)
                .filter(number -> hasEnded(standing(number)))
                .boxed()
                .sorted(Comparator.comparingLong(this::end))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Observation> pending = new ArrayList<>();
        for (int i = ended; i < byEnd.length; i++) {
            pending.add(pending(byEnd[i], configuration(byEnd[i]), turn(byEnd[i])));
        }
        return with(pending);
    }

    /** The number that grows from end to end of the last trial that ended; 0 if none has. */
    public long lastEnd() {
        return IntStream.range(0, size)
                .filter(number -> hasEnded(standing(number)))
                .mapToLong(this::end)
                .max()
                .orElse(0);
    }

    private static boolean hasEnded(Standing standing) {
        return switch (standing) {
            case COMPLETE, PRUNED, INFEASIBLE -> true;
            case PENDING, IGNORED -> false;
        };
    }

    /** The number of rows: one more than the highest trial number seen. */
    public int size() {
        return size;
    }

    /** The number of parameters of the study's space. */
    public int parameters() {
        return parameters;
    }

    /** How many trials have this standing. */
    public int count(Standing standing) {
        return counts[standing.ordinal()];
    }

    /** The standing of trial {@code number}. */
    public Standing standing(int number) {
        return STANDINGS[blocks[number / BLOCK].standings[number % BLOCK]];
    }

    private static final Standing[] STANDINGS = Standing.values();

    /** The coordinate of the parameter at index {@code parameter} in trial {@code number}; NaN if inactive there. */
    public double coordinate(int number, int parameter) {
        return blocks[number / BLOCK].coordinates[parameter][number % BLOCK];
    }

    /** The value of the objective at index {@code objective} in trial {@code number}; NaN if it has none. */
    public double value(int number, int objective) {
        return blocks[number / BLOCK].values[objective][number % BLOCK];
    }

    /** The losses of trial {@code number}, by objective. */
    public double[] losses(List<Objective> objectives, int number) {
        double[] losses = new double[objectives.size()];
        Arrays.setAll(losses, o -> objectives.get(o).direction().loss(value(number, o)));
        return losses;
    }

    /** The losses of some trials, by trial and objective. */
    public double[][] losses(List<Objective> objectives, int[] numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> losses(objectives, number))
                .toArray(double[][]::new);
    }

    /** The standard error of {@link #value} in trial {@code number}; NaN if none is known. */
    public double standardError(int number, int objective) {
        return blocks[number / BLOCK].standardErrors[objective][number % BLOCK];
    }

    /** Σ max(0, c) over the outcome constraints of trial {@code number}. */
    public double violation(int number) {
        return blocks[number / BLOCK].violations[number % BLOCK];
    }

    /** The last step at which trial {@code number} reported; NaN where it never did. */
    public double step(int number) {
        return blocks[number / BLOCK].steps[number % BLOCK];
    }

    /** When trial {@code number} ended: a number that grows from end to end. It means nothing where the trial has not. */
    public long end(int number) {
        return blocks[number / BLOCK].ends[number % BLOCK];
    }

    /** How a model took part in trial {@code number}. */
    public Turn turn(int number) {
        return TURNS[blocks[number / BLOCK].turns[number % BLOCK]];
    }

    private static final Turn[] TURNS = Turn.values();

    /** The fingerprint of the configuration of trial {@code number}. */
    public long fingerprint(int number) {
        return blocks[number / BLOCK].fingerprints[number % BLOCK];
    }

    /** The configuration of trial {@code number}. */
    public Configuration configuration(int number) {
        double[] coordinates = new double[parameters];
        for (int p = 0; p < parameters; p++) {
            coordinates[p] = coordinate(number, p);
        }
        return new Configuration(coordinates);
    }

    /** About how many bytes of memory the rows take. */
    public long bytes() {
        return 64 + (long) blocks.length * (BLOCK * (8L * (parameters + 2L * objectives + 4) + 2) + 200);
    }
}
