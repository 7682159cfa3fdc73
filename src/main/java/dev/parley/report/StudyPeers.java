package dev.parley.report;

import dev.parley.optimizer.Peers;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The other trials of a study, of which is read what a pruner asks for. */
final class StudyPeers implements Peers {

    /**
     * The complete trials.
     *
     * @param count how many there are, with reports or without
     * @param losses what they reported
     */
    record Complete(int count, StepLosses losses) {

        static final Complete NONE = new Complete(0, StepLosses.NONE);

        Complete(StudyView view, StepLosses losses) {
            this(view.progress().count(TrialState.COMPLETE), losses);
        }
    }

    /** Finds where a loss stands at a step. */
    @FunctionalInterface
    interface Ranking {
        Standing at(long step, double loss);
    }

    private final Supplier<Complete> reading;
    private final Ranking ranking;
    private @Nullable Complete complete;

    StudyPeers(Supplier<Complete> reading, Ranking ranking) {
        this.reading = reading;
        this.ranking = ranking;
    }

    private Complete trials() {
        Complete read = complete;
        if (read == null) {
            read = reading.get();
            complete = read;
        }
        return read;
    }

    @Override
    public int complete() {
        return trials().count;
    }

    @Override
    public double[] at(long step) {
        return trials().losses.at(step);
    }

    @Override
    public Standing at(long step, double loss) {
        return ranking.at(step, loss);
    }
}
