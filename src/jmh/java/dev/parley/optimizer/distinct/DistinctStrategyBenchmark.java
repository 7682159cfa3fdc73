package dev.parley.optimizer.distinct;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to repeat nothing, in a finite space of eight parameters, around an engine that costs nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class DistinctStrategyBenchmark {

    private static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));

    /** How many trials have finished. */
    @Param({"1000", "100000"})
    public int observations;

    /** How many values each parameter has: with 20, nothing is repeated; with 2, all 256 configurations are tried. */
    @Param({"20", "2"})
    public int values;

    /** How many suggestions one call asks for. */
    @Param({"1", "100"})
    public int draws;

    private SearchSpace space = space(2);
    private History history = History.empty(space, 1);
    private long draw;

    private static SearchSpace space(int values) {
        return new SearchSpace(IntStream.range(0, 8)
                .mapToObj(p -> (Parameter) new IntParameter("p" + p, 1, values, 1, Scale.LINEAR, null, null))
                .toList());
    }

    /** Fills the history. */
    @Setup
    public void fill() {
        space = space(values);
        List<Observation> observed = new ArrayList<>();
        for (Suggestion suggestion : suggest(new RandomStrategy(), History.empty(space, 1), observations)) {
            int number = observed.size();
            observed.add(new Observation(
                    number, suggestion.configuration(), Standing.COMPLETE, new double[] {number % 17}, 0));
        }
        history = History.empty(space, 1).with(observed);
    }

    private List<Suggestion> suggest(Strategy strategy, History known, int count) {
        long first = draw;
        draw += count;
        List<Draw> wanted = LongStream.range(first, first + count)
                .mapToObj(number -> new Draw(1, number))
                .toList();
        return strategy.suggest(space, LOSS, known, Configuration.none(space), wanted);
    }

    /** One call of the engine alone. */
    @Benchmark
    public List<Suggestion> alone() {
        return suggest(new RandomStrategy(), history, draws);
    }

    /** One call without repeats. */
    @Benchmark
    public List<Suggestion> distinct() {
        return suggest(new DistinctStrategy(new RandomStrategy()), history, draws);
    }
}
