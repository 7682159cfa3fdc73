package dev.parley.finetuning;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.StudyView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A study to learn from: its trials that ended, in the order in which they did.
 *
 * @param name the study's name
 * @param description what it optimizes, in its user's words; null if nothing was said
 * @param space its search space
 * @param objective its first objective
 * @param trials its trials that are complete, pruned or infeasible
 */
record PastStudy(
        String name, @Nullable String description, SearchSpace space, Objective objective, List<Ended> trials) {

    /**
     * A trial that ended.
     *
     * @param configuration what was tried
     * @param standing how far it came
     * @param value the objective's value; NaN where it has none
     * @param violation by how much it broke the constraints
     */
    record Ended(Configuration configuration, Standing standing, double value, double violation) {

        /** Whether it has a value. */
        boolean isComplete() {
            return standing == Standing.COMPLETE && Double.isFinite(value);
        }
    }

    PastStudy {
        Objects.requireNonNull(name);
        Objects.requireNonNull(space);
        Objects.requireNonNull(objective);
        trials = List.copyOf(trials);
    }

    /** A study as far as its history goes. */
    static PastStudy of(StudyView view, History history) {
        List<Ended> trials = IntStream.range(0, history.size())
                .filter(number -> switch (history.standing(number)) {
                    case COMPLETE, PRUNED, INFEASIBLE -> true;
                    case PENDING, IGNORED -> false;
                })
                .boxed()
                .sorted(Comparator.comparingLong(history::end))
                .map(number -> new Ended(
                        history.configuration(number),
                        history.standing(number),
                        history.value(number, 0),
                        history.violation(number)))
                .toList();
        return new PastStudy(
                view.study().name().value(),
                view.study().description(),
                view.terms().space(),
                view.terms().objectives().getFirst(),
                trials);
    }

    /** The study as it was when so many of its trials had ended. */
    PastStudy first(int ended) {
        return new PastStudy(name, description, space, objective, trials.subList(0, Math.min(ended, trials.size())));
    }

    /** The study without its description and with neutral names, the parameters in an order drawn from {@code random}. */
    PastStudy redacted(RandomGenerator random) {
        Disguise disguise = Disguise.of(space, true, random);
        List<Ended> disguised = trials.stream()
                .map(trial -> new Ended(disguise.of(trial.configuration), trial.standing, trial.value, trial.violation))
                .toList();
        return new PastStudy(name, null, disguise.space(), Lessons.redacted(objective), disguised);
    }

    /** How many trials are complete. */
    int complete() {
        return (int) trials.stream().filter(Ended::isComplete).count();
    }

    /** The trials as a history, their numbers those of the order in which they ended. */
    History history() {
        return history(space, UnaryOperator.identity(), DoubleUnaryOperator.identity());
    }

    /** The same in another space, with other values. */
    History history(SearchSpace other, UnaryOperator<Configuration> configuration, DoubleUnaryOperator value) {
        List<Observation> observations = new ArrayList<>();
        for (Ended trial : trials) {
            boolean hasValue = Double.isFinite(trial.value);
            observations.add(new Observation(
                    observations.size(),
                    configuration.apply(trial.configuration),
                    trial.standing == Standing.COMPLETE && !hasValue ? Standing.IGNORED : trial.standing,
                    hasValue ? new double[] {value.applyAsDouble(trial.value)} : new double[0],
                    trial.violation));
        }
        return History.empty(other, 1).with(observations);
    }
}
