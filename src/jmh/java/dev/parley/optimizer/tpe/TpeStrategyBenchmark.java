package dev.parley.optimizer.tpe;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
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

/** Suggestions for mixed parameters, and what a told result costs before the next one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class TpeStrategyBenchmark {

    private static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));

    /** How many parameters the space has: eight kinds, again and again. */
    @Param("8")
    public int parameters;

    /** How many trials have finished. */
    @Param({"100", "1000", "10000", "100000"})
    public int observations;

    /** How many suggestions one call asks for. */
    @Param("1")
    public int draws;

    private SearchSpace space = space(8);
    private History history = History.empty(space, 1);
    private Observation told = new Observation(0, Configuration.none(space), Standing.IGNORED, new double[0], 0);
    private long draw;

    private static SearchSpace space(int parameters) {
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; all.size() < parameters; i++) {
            all.add(new FloatParameter("lr" + i, 1e-5, 0.1, null, Scale.LOG, null, null));
            all.add(new FloatParameter("decay" + i, 1e-8, 1, null, Scale.LOG, null, null));
            all.add(new FloatParameter("momentum" + i, 0, 0.99, null, Scale.LINEAR, null, null));
            all.add(new FloatParameter("dropout" + i, 0, 0.9, 0.1, Scale.LINEAR, null, null));
            all.add(new IntParameter("width" + i, 8, 512, 1, Scale.LOG, null, null));
            all.add(new IntParameter("depth" + i, 1, 100, 1, Scale.LINEAR, null, null));
            all.add(new OrdinalParameter("batch" + i, List.of(16, 32, 64, 128), null, null));
            all.add(new CategoricalParameter("solver" + i, List.of("adam", "sgd", "lion"), null, null));
        }
        return new SearchSpace(all.subList(0, parameters));
    }

    /** Fills the history. */
    @Setup
    public void fill() {
        space = space(parameters);
        RandomGenerator random = new Draw(1, 0).random();
        List<Observation> observed = new ArrayList<>();
        for (int i = 0; i < observations; i++) {
            double[] point = space.parameters().stream()
                    .mapToDouble(parameter -> parameter.quantile(random.nextDouble()))
                    .toArray();
            double loss = Math.abs(Math.log10(point[0]) + 3) + Math.abs(point[2] - 0.9) + point[3] + point[7] / 4;
            observed.add(new Observation(i, new Configuration(point), Standing.COMPLETE, new double[] {loss}, 0));
        }
        history = History.empty(space, 1).with(observed);
        told = new Observation(
                observations - 1, history.configuration(observations - 1), Standing.COMPLETE, new double[] {0.5}, 0);
    }

    /** One call. */
    @Benchmark
    public List<Suggestion> suggest() {
        long first = draw;
        draw += draws;
        List<Draw> wanted = LongStream.range(first, first + draws)
                .mapToObj(number -> new Draw(1, number))
                .toList();
        return new TpeStrategy().suggest(space, LOSS, history, Configuration.none(space), wanted);
    }

    /** Takes one told result in. */
    @Benchmark
    public History tell() {
        return history.with(List.of(told));
    }
}
