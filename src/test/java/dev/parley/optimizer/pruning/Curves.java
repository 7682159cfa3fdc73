package dev.parley.optimizer.pruning;

import dev.parley.optimizer.LearningCurve;
import dev.parley.testing.PeerCurves;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Learning curves and peers for tests. */
final class Curves {

    /** A look at every report. */
    static final Schedule ALWAYS = new Schedule(0, 1);

    static final PeerCurves NOBODY = new PeerCurves(0, List.of(), List.of());

    private Curves() {}

    /** A curve that reports at the steps 0, 1, …. */
    static LearningCurve curve(double... losses) {
        return from(0, losses);
    }

    /** A curve that reports at {@code first} and each step after it. */
    static LearningCurve from(long first, double... losses) {
        return LearningCurve.of(LongStream.range(first, first + losses.length).toArray(), losses);
    }

    /** Complete trials that reported one loss each, at the same step. */
    static PeerCurves completeAt(long step, double... losses) {
        List<LearningCurve> curves =
                Arrays.stream(losses).mapToObj(loss -> from(step, loss)).toList();
        return new PeerCurves(curves.size(), curves, List.of());
    }

    /** Running trials that reported one loss each, at the same step. */
    static PeerCurves runningAt(long step, double... losses) {
        return new PeerCurves(0, List.of(), completeAt(step, losses).ofComplete());
    }
}
