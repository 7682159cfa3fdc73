package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LikelihoodTests {

    private static double[] logs(Hyperparameters h) {
        int axes = h.lengthScales().length;
        double[] logs = new double[axes + Hyperparameters.OTHERS];
        for (int a = 0; a < axes; a++) {
            logs[a] = Math.log(h.lengthScales()[a]);
        }
        logs[axes + Hyperparameters.SIGNAL] = Math.log(h.signal());
        logs[axes + Hyperparameters.NOISE] = Math.log(h.noise());
        logs[axes + Hyperparameters.STRETCH] = Math.log(h.stretch());
        logs[axes + Hyperparameters.SHARE] = Math.log(h.share() / (1 - h.share()));
        logs[axes + Hyperparameters.POWER] = h.power();
        return logs;
    }

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void equalsThatOfANormalDistributionTimesThePrior(ReferenceProcess process) {
        double[] logs = logs(process.hyperparameters());
        Priors priors = new Priors(process.encoding().size(), false, true, Priors.Noise.LITTLE);
        double penalty = priors.addPenalty(logs, new double[logs.length]);
        double value = new Likelihood(process.design(), process.targets(), priors).at(logs, new double[logs.length]);
        assertThat(value).isCloseTo(penalty - process.logLikelihood(), within(1e-8));
    }

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void hasTheGradientThatDifferencesShow(ReferenceProcess process) {
        Priors priors = new Priors(process.encoding().size(), false, true, Priors.Noise.LITTLE);
        assertGradient(new Likelihood(process.design(), process.targets(), priors), logs(process.hyperparameters()));
    }

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void hasTheGradientThatDifferencesShowWhereLossesAreWarped(ReferenceProcess process) {
        Priors priors = new Priors(process.encoding().size(), true, true, Priors.Noise.ANY);
        double[] losses = Arrays.stream(process.targets()).map(Math::exp).toArray();
        double[] errors = Arrays.stream(losses).map(loss -> loss < 1 ? 0.2 : 0).toArray();
        Warping warping = new Warping(losses, errors, process.points());
        Likelihood likelihood = new Likelihood(process.design(), warping, priors);
        for (double power : new double[] {-1, 0, 0.3, 1, 2, 2.5}) {
            double[] logs = logs(process.hyperparameters());
            logs[logs.length - Hyperparameters.OTHERS + Hyperparameters.POWER] = power;
            assertGradient(likelihood, logs);
        }
    }

    @Test
    void isInfiniteWhereTheMatrixIsSingular() {
        ReferenceProcess process = ReferenceProcess.all().findFirst().orElseThrow();
        double[] logs = new double[1 + Hyperparameters.OTHERS];
        logs[1 + Hyperparameters.NOISE] = -800;
        Design design = new Design(process.encoding(), 40);
        for (int i = 0; i < 40; i++) {
            design.add(process.points()[0]);
        }
        Priors priors = new Priors(process.encoding().size(), false, true, Priors.Noise.LITTLE);
        Likelihood likelihood = new Likelihood(design, new double[40], priors);
        assertThat(likelihood.at(logs, new double[logs.length])).isEqualTo(Double.POSITIVE_INFINITY);
    }

    private static void assertGradient(Likelihood likelihood, double[] logs) {
        double[] gradient = new double[logs.length];
        likelihood.at(logs, gradient);
        double[] differences = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            double[] above = logs.clone();
            double[] below = logs.clone();
            above[i] += 1e-5;
            below[i] -= 1e-5;
            double[] ignored = new double[logs.length];
            differences[i] = (likelihood.at(above, ignored) - likelihood.at(below, ignored)) / 2e-5;
        }
        double size = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        assertThat(gradient).containsExactly(differences, within(1e-6 * (1 + size)));
    }
}
