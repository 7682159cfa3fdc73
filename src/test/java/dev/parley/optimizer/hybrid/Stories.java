package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A study of two numbers between 0 and 1, whose loss is to be small, told trial by trial. Trials lie apart in the lower half,
 * proposals in the upper one.
 */
final class Stories {

    static final SearchSpace SPACE = new SearchSpace(List.of(
            new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null),
            new FloatParameter("y", 0, 1, null, Scale.LINEAR, null, null)));
    static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));

    /** The fractions of multiples of these spread evenly over the square (Roberts, 2018). */
    private static final double ACROSS = 0.7548776662466927;

    private static final double UP = 0.5698402909980532;

    private final List<Observation> trials = new ArrayList<>();
    private long ends;

    private Configuration somewhere() {
        return new Configuration(trials.size() * ACROSS % 1, trials.size() * UP % 1 / 2);
    }

    private Stories add(Turn turn, Standing standing, double[] values, double[] standardErrors) {
        trials.add(new Observation(trials.size(), somewhere(), standing, values, 0, Double.NaN, standardErrors, ++ends)
                .withTurn(turn));
        return this;
    }

    /** Trials that end one after another with these losses, each somewhere else. */
    Stories ended(Turn turn, double... losses) {
        for (double loss : losses) {
            add(turn, Standing.COMPLETE, new double[] {loss}, new double[0]);
        }
        return this;
    }

    /** The engine's trials with losses that grow from 1 on. */
    Stories engines(int count) {
        return ended(
                Turn.NONE, IntStream.range(0, count).mapToDouble(i -> 1 + i).toArray());
    }

    /** A trial that ends with a loss and its standard error. */
    Stories measured(Turn turn, double loss, double standardError) {
        return add(turn, Standing.COMPLETE, new double[] {loss}, new double[] {standardError});
    }

    /** Trials that are pending. */
    Stories pending(Turn turn, int count) {
        for (int i = 0; i < count; i++) {
            add(turn, Standing.PENDING, new double[0], new double[0]);
        }
        return this;
    }

    /** A trial that failed. */
    Stories failed(Turn turn) {
        return add(turn, Standing.IGNORED, new double[0], new double[0]);
    }

    /** A trial that was stopped at a step, with its loss there. */
    Stories pruned(Turn turn, double step, double loss) {
        trials.add(new Observation(
                        trials.size(),
                        somewhere(),
                        Standing.PRUNED,
                        new double[] {loss},
                        0,
                        step,
                        new double[0],
                        ++ends)
                .withTurn(turn));
        return this;
    }

    /** A trial that turned out infeasible. */
    Stories infeasible(Turn turn) {
        return add(turn, Standing.INFEASIBLE, new double[0], new double[0]);
    }

    History history() {
        return History.empty(SPACE, 1).with(trials);
    }

    /** The history in which the trials ended in the opposite order. */
    History endedInReverse() {
        return History.empty(SPACE, 1)
                .with(trials.stream()
                        .map(trial -> new Observation(
                                        trial.number(),
                                        trial.configuration(),
                                        trial.standing(),
                                        trial.values(),
                                        0,
                                        Double.NaN,
                                        new double[0],
                                        trials.size() - trial.number())
                                .withTurn(trial.turn()))
                        .toList());
    }

    TrackRecord record() {
        return record(history());
    }

    static TrackRecord record(History history) {
        return TrackRecord.of(Ends.of(SPACE, history, LOSS));
    }

    /** The configuration of a proposal at this place. */
    static Configuration at(double x) {
        return new Configuration(x, 0.9);
    }

    /** Proposals at some places, made now. */
    static List<Proposal> proposals(History history, double... places) {
        return IntStream.range(0, places.length)
                .mapToObj(i -> new Proposal(i, at(places[i]), i, history.ended()))
                .toList();
    }

    /** The observation in a history's row. */
    static Observation copy(History history, int number) {
        boolean hasValue = !Double.isNaN(history.value(number, 0));
        return new Observation(
                number,
                history.configuration(number),
                history.standing(number),
                hasValue ? new double[] {history.value(number, 0)} : new double[0],
                history.violation(number),
                history.step(number),
                hasValue ? new double[] {history.standardError(number, 0)} : new double[0],
                history.end(number));
    }
}
