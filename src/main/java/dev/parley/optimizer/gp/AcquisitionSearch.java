package dev.parley.optimizer.gp;

import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Looks for the configuration with the largest acquisition value: scores points scattered over the space and points near the
 * best trials, and climbs from the best of them.
 */
final class AcquisitionSearch {

    private final Encoding encoding;
    private final Acquisition acquisition;
    private final Configuration fixed;
    private final Set<Configuration> known;
    private final List<double[]> elite;
    private final boolean[] free;

    /** A point of the search: a position for every axis, active or not, and what the acquisition says of it. */
    @SuppressWarnings("ArrayRecordComponent")
    record Candidate(double[] latent, double value) {}

    /**
     * A search.
     *
     * @param fixed coordinates that the configuration must have where they are active
     * @param known configurations not to suggest again
     * @param elite positions of the best trials, best first, NaN where inactive
     */
    AcquisitionSearch(
            Encoding encoding,
            Acquisition acquisition,
            Configuration fixed,
            Set<Configuration> known,
            List<double[]> elite) {
        this.encoding = encoding;
        this.acquisition = acquisition;
        this.fixed = fixed;
        this.known = known;
        this.elite = elite;
        this.free = new boolean[encoding.size()];
        for (int a = 0; a < free.length; a++) {
            free[a] = !fixed.isActive(encoding.parameter(a));
        }
    }

    /** The best configuration found that is not known; a known one only where no other was seen. */
    Configuration best(Budget budget, RandomGenerator random) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < budget.scattered(); i++) {
            candidates.add(candidate(scattered(random)));
        }
        for (int i = 0; i < budget.nearby() && !elite.isEmpty(); i++) {
            candidates.add(candidate(near(elite.get(i % elite.size()), random)));
        }
        candidates.sort(Comparator.comparingDouble(Candidate::value).reversed());
        Climb climb = new Climb(encoding, acquisition, fixed, free, budget.evaluations());
        List<Candidate> ends = new ArrayList<>();
        for (Candidate start : starts(candidates, budget.climbs())) {
            ends.add(climb.from(start));
        }
        ends.addAll(candidates);
        ends.sort(Comparator.comparingDouble(Candidate::value).reversed());
        for (Candidate end : ends) {
            Configuration configuration = encoding.configuration(end.latent, fixed);
            if (!known.contains(configuration)) {
                return configuration;
            }
        }
        return encoding.configuration(ends.getFirst().latent, fixed);
    }

    private Candidate candidate(double[] latent) {
        return new Candidate(latent, acquisition.at(encoding.active(latent, fixed)));
    }

    /** The best candidates that are not close together. */
    private List<Candidate> starts(List<Candidate> candidates, int most) {
        List<Candidate> starts = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (starts.size() < most && starts.stream().noneMatch(start -> areClose(start, candidate))) {
                starts.add(candidate);
            }
        }
        return starts;
    }

    private boolean areClose(Candidate one, Candidate other) {
        double sum = 0;
        for (int a = 0; a < free.length; a++) {
            double distance = Math.abs(one.latent[a] - other.latent[a]);
            sum += encoding.isCategorical(a) ? Math.min(1, distance) : distance;
        }
        return sum < 0.01 * free.length;
    }

    /** A point drawn from the prior, a position for every axis. */
    static double[] anywhere(Encoding encoding, RandomGenerator random) {
        double[] latent = new double[encoding.size()];
        for (int a = 0; a < latent.length; a++) {
            double share = random.nextDouble();
            Axis axis = encoding.axis(a);
            latent[a] = encoding.isCategorical(a) ? Math.floor(share * axis.size()) : axis.snap(share);
        }
        return latent;
    }

    /** A point drawn from the prior. */
    private double[] scattered(RandomGenerator random) {
        double[] latent = new double[free.length];
        for (int a = 0; a < latent.length; a++) {
            double share = random.nextDouble();
            Axis axis = encoding.axis(a);
            if (!free[a]) {
                latent[a] = axis.position(fixed.coordinate(encoding.parameter(a)));
            } else {
                latent[a] = encoding.isCategorical(a) ? Math.floor(share * axis.size()) : axis.snap(share);
            }
        }
        return latent;
    }

    /** A point that differs from a trial in some axes, by much or by little. */
    private double[] near(double[] trial, RandomGenerator random) {
        double[] latent = scattered(random);
        double rate = Math.max(2.0 / free.length, random.nextDouble());
        double reach = 0.3 * Math.pow(10, -3 * random.nextDouble());
        for (int a = 0; a < latent.length; a++) {
            if (!free[a] || Double.isNaN(trial[a])) {
                continue;
            }
            boolean moves = random.nextDouble() < rate;
            if (encoding.isCategorical(a)) {
                boolean changes = moves && random.nextDouble() < 0.3;
                latent[a] = changes ? latent[a] : trial[a];
            } else {
                latent[a] = moves
                        ? encoding.axis(a).snap(Math.clamp(trial[a] + reach * random.nextGaussian(), 0, 1))
                        : trial[a];
            }
        }
        return latent;
    }
}
