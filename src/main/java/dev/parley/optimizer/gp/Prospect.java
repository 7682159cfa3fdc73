package dev.parley.optimizer.gp;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Verdict.Outlook;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What is still to gain on the recommended configuration: the improvement that one more trial is expected to show, where the
 * acquisition is largest. What counts is by how much the mean may fall, not the function: a point with variance v can move the
 * mean by a deviation of v/√(v + noise) only (Frazier et al., The knowledge-gradient policy for correlated normal beliefs,
 * INFORMS Journal on Computing 21, 2009, for a single point).
 *
 * @param model the model
 * @param encoding of its space
 * @param contest among what was tried, not empty
 */
record Prospect(Model model, Encoding encoding, Contest contest) {

    Outlook outlook(SearchSpace space, History history, Evidence evidence, RandomGenerator random) {
        int recommended = contest.recommended();
        LossDistribution best = contest.loss(recommended);
        double expected = best.expected();
        double noise = Math.sqrt(model.losses().noise());
        return new Outlook(
                improvement(expected, space, history, evidence, random),
                new LossDistribution(model.warped(), best.mean(), noise).spread(),
                best.spread(),
                model.warped().warping().deviation());
    }

    private double improvement(
            double expected, SearchSpace space, History history, Evidence evidence, RandomGenerator random) {
        Set<Configuration> known = new HashSet<>();
        for (int number = 0; number < history.size(); number++) {
            if (history.standing(number) != Standing.IGNORED) {
                known.add(history.configuration(number));
            }
        }
        Configuration nothing = Configuration.none(space);
        AcquisitionSearch search = new AcquisitionSearch(encoding, model.acquisition(), nothing, known, model.elite());
        int points = evidence.judged().length;
        Configuration next = search.best(Budget.of(points, model.parts(), encoding.size(), 0), random);
        if (known.contains(next)) {
            return 0;
        }
        double[] point = encoding.positions(next);
        model.losses().predict(point);
        double variance = model.losses().variance();
        double deviation = variance / Math.sqrt(variance + model.losses().noise());
        LossDistribution loss =
                new LossDistribution(model.warped(), model.losses().mean(), deviation);
        double feasible =
                model.feasibility() == null ? 1 : Math.exp(model.feasibility().logProbability(point));
        return feasible * loss.expected(l -> Math.max(0, expected - l));
    }
}
