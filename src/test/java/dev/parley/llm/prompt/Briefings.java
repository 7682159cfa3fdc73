package dev.parley.llm.prompt;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomSpaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Briefings for tests, and the spaces and histories in them. */
public final class Briefings {

    /** A multilayer perceptron with one parameter of every kind, the last one active only with one solver. */
    public static final SearchSpace PERCEPTRON = new SearchSpace(List.of(
            new FloatParameter("lr", 1e-5, 0.1, null, Scale.LOG, 0.001, null),
            new IntParameter("width", 8, 512, 8, Scale.LINEAR, null, null),
            new FloatParameter("dropout", 0, 0.9, 0.1, Scale.LINEAR, null, null),
            new OrdinalParameter("batch", List.of(16, 32, 64, 128), null, null),
            new CategoricalParameter("solver", List.of("Adam", "SGD", "L-BFGS"), null, null),
            new CategoricalParameter("nesterov", List.of(true, false), null, null),
            new FloatParameter(
                    "momentum", 0, 0.99, null, Scale.LINEAR, null, new Condition("solver", List.of("SGD")))));

    private static final List<Objective> ACCURACY = List.of(new Objective("accuracy", Direction.MAXIMIZE));

    private Briefings() {}

    /** A briefing on a study with a space, a history and no more. */
    public static Briefing of(SearchSpace space, History history) {
        return new Briefing(
                null, space, ACCURACY, List.of(), history, List.of(), List.of(), List.of(), List.of(), null, 7, null);
    }

    /** A briefing on a study without trials. */
    public static Briefing of(SearchSpace space) {
        return of(space, History.empty(space, 1));
    }

    /** The same briefing with trials of earlier studies. */
    static Briefing with(List<EarlierTrial> earlier, Briefing briefing) {
        return new Briefing(
                briefing.description(),
                briefing.space(),
                briefing.objectives(),
                briefing.constraints(),
                briefing.history(),
                earlier,
                briefing.failures(),
                briefing.waiting(),
                briefing.repeated(),
                briefing.trialsLeft(),
                briefing.wanted(),
                briefing.loop());
    }

    /** The same briefing with another description. */
    public static Briefing described(@Nullable String description, Briefing briefing) {
        return new Briefing(
                description,
                briefing.space(),
                briefing.objectives(),
                briefing.constraints(),
                briefing.history(),
                briefing.earlier(),
                briefing.failures(),
                briefing.waiting(),
                briefing.repeated(),
                briefing.trialsLeft(),
                briefing.wanted(),
                briefing.loop());
    }

    /** A history of trials, all complete, drawn from the prior; the values rise with the first parameter's position. */
    public static History history(SearchSpace space, int objectives, int trials) {
        Random random = new Random(trials);
        List<Observation> observations = new ArrayList<>();
        for (int number = 0; number < trials; number++) {
            double[] values = random.doubles(objectives).toArray();
            observations.add(complete(number, RandomSpaces.point(space, random), values));
        }
        return History.empty(space, objectives).with(observations);
    }

    /** A complete trial. */
    public static Observation complete(int number, Configuration configuration, double... values) {
        return new Observation(number, configuration, Standing.COMPLETE, values, 0);
    }

    /** A space of parameters of all kinds with ordinary names. */
    public static SearchSpace large(int parameters) {
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < parameters; i++) {
            all.add(
                    switch (i % 5) {
                        case 0 -> new FloatParameter("learning_rate_" + i, 1e-5, 0.1, null, Scale.LOG, 0.001, null);
                        case 1 -> new IntParameter("num_layers_" + i, 1, 64, 1, Scale.LINEAR, null, null);
                        case 2 ->
                            new CategoricalParameter("optimizer_" + i, List.of("adam", "sgd", "rmsprop"), null, null);
                        case 3 -> new OrdinalParameter("batch_size_" + i, List.of(16, 32, 64, 128), 32, null);
                        default ->
                            new FloatParameter(
                                    "momentum_" + i,
                                    0,
                                    0.99,
                                    null,
                                    Scale.LINEAR,
                                    null,
                                    new Condition("optimizer_" + (i - 2), List.of("sgd")));
                    });
        }
        return new SearchSpace(all);
    }
}
