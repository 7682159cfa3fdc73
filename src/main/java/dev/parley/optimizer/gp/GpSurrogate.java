package dev.parley.optimizer.gp;

import dev.parley.optimizer.Contender;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Prediction;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Surrogate;
import dev.parley.optimizer.Verdict;
import dev.parley.optimizer.gp.Priors.Noise;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Judges by the engine's Gaussian process: means and intervals are those of its posterior distribution at the configurations
 * tried, noise taken away; what is likely the best comes from drawing them together.
 *
 * <p>What to try again is found by top-two Thompson sampling (Russo, Simple Bayesian algorithms for best-arm identification,
 * Operations Research 68, 2020).
 */
public final class GpSurrogate implements Surrogate {

    private static final int MOST_TRIALS = 300;
    private static final int MOST_AXES = 100;

    /** How many draws the probabilities are from. */
    private static final int DRAWS = 4_000;

    /** How often a challenger is drawn before the leader stands. */
    private static final int MOST_CHALLENGES = 20;

    @Override
    public @Nullable Fit fit(SearchSpace space, List<Objective> objectives, History history) {
        Evidence evidence = evidence(objectives, history);
        Encoding encoding = new Encoding(space);
        if (evidence.losses().length < 2 || encoding.size() == 0 || encoding.size() > MOST_AXES) {
            return null;
        }
        return new Fitting(GpSettings.DEFAULT, encoding, history, Noise.ANY).fit(evidence);
    }

    private static Evidence evidence(List<Objective> objectives, History history) {
        return Evidence.of(history, objectives.getFirst().direction()).sample(history, MOST_TRIALS);
    }

    @Override
    public Verdict judge(SearchSpace space, List<Objective> objectives, History history, @Nullable Fit fit) {
        Direction direction = objectives.getFirst().direction();
        if (!(fit instanceof GpFit fitted)) {
            return luckiest(history, direction);
        }
        Evidence evidence = evidence(objectives, history);
        Encoding encoding = new Encoding(space);
        Model model = Model.of(GpSettings.DEFAULT, fitted, encoding, history, evidence);
        Contest contest = Contest.of(model, encoding, history, evidence);
        if (contest.isEmpty()) {
            return Verdict.NONE;
        }
        RandomGenerator random = new Draw(0, history.size()).random();
        List<Contender> contenders = contest.contenders(direction, DRAWS, random);
        Prospect prospect = new Prospect(model, encoding, contest);
        return new Verdict(contenders, prospect.outlook(space, history, evidence, random));
    }

    private static Verdict luckiest(History history, Direction direction) {
        int best = -1;
        for (int number = 0; number < history.size(); number++) {
            boolean isCandidate = history.standing(number) == Standing.COMPLETE && history.violation(number) == 0;
            if (isCandidate && (best < 0 || direction.isBetter(history.value(number, 0), history.value(best, 0)))) {
                best = number;
            }
        }
        if (best < 0) {
            return Verdict.NONE;
        }
        double value = history.value(best, 0);
        Contender only =
                new Contender(history.configuration(best), List.of(best), value, Double.NaN, Double.NaN, Double.NaN);
        return new Verdict(List.of(only), null);
    }

    @Override
    public List<Prediction> predict(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            List<Configuration> configurations) {
        Direction direction = objectives.getFirst().direction();
        Evidence evidence = evidence(objectives, history);
        if (!(fit instanceof GpFit fitted) || evidence.isLevel()) {
            Prediction any = Forecast.withoutModel(history, direction);
            return configurations.stream().map(configuration -> any).toList();
        }
        Encoding encoding = new Encoding(space);
        Model model = Model.of(GpSettings.DEFAULT, fitted, encoding, history, evidence);
        return Forecast.by(model, encoding, history, evidence, direction, configurations);
    }

    @Override
    public List<Suggestion> retests(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            Fit fit,
            Configuration fixed,
            List<Draw> draws) {
        Evidence evidence = evidence(objectives, history);
        Encoding encoding = new Encoding(space);
        Model model = Model.of(GpSettings.DEFAULT, (GpFit) fit, encoding, history, evidence);
        for (int number = 0; number < history.size(); number++) {
            if (history.standing(number) == Standing.PENDING) {
                model.losses().addPending(encoding.positions(history.configuration(number)));
            }
        }
        Contest contest = Contest.of(model, encoding, history, evidence).among(fixed);
        return contest.isEmpty()
                ? List.of()
                : draws.stream()
                        .map(draw -> new Suggestion(chosen(contest, draw.random()), Origin.RETEST))
                        .toList();
    }

    /** The leader of one draw, or in every other case the leader of another draw in which it is a different one. */
    private static Configuration chosen(Contest contest, RandomGenerator random) {
        int leader = contest.winner(random);
        if (random.nextBoolean()) {
            for (int i = 0; i < MOST_CHALLENGES; i++) {
                int challenger = contest.winner(random);
                if (challenger != leader) {
                    return contest.configuration(challenger);
                }
            }
        }
        return contest.configuration(leader);
    }
}
