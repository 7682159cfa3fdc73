package dev.parley.testing;

import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Peers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Peers whose curves are all at hand.
 *
 * @param complete how many trials are complete
 * @param ofComplete the curves of those of them that reported
 * @param ofOthers the curves of trials in any other state
 */
public record PeerCurves(int complete, List<LearningCurve> ofComplete, List<LearningCurve> ofOthers) implements Peers {

    public PeerCurves {
        ofComplete = List.copyOf(ofComplete);
        ofOthers = List.copyOf(ofOthers);
        if (complete < ofComplete.size()) {
            throw new IllegalArgumentException(
                    "%d complete trials with %d curves".formatted(complete, ofComplete.size()));
        }
    }

    @Override
    public double[] at(long step) {
        double[] losses = first(ofComplete.stream(), step, step);
        Arrays.sort(losses);
        return losses;
    }

    @Override
    public Standing at(long step, double loss) {
        double[] others = Arrays.stream(
                        first(Stream.concat(ofComplete.stream(), ofOthers.stream()), step, LearningCurve.MAX_STEP))
                .filter(other -> !Double.isNaN(other))
                .toArray();
        return new Standing(
                others.length,
                Arrays.stream(others).filter(other -> other < loss).count());
    }

    /** The first loss of each curve between two steps, both included. */
    private static double[] first(Stream<LearningCurve> curves, long from, long to) {
        return curves.filter(curve -> {
                    int index = curve.firstFrom(from);
                    return index < curve.size() && curve.step(index) <= to;
                })
                .mapToDouble(curve -> curve.loss(curve.firstFrom(from)))
                .toArray();
    }
}
