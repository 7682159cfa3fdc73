package dev.parley.trial;

import dev.parley.observability.Metric;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Takes running trials from workers that are gone, within a change of their study. */
@Component
public class LeaseExpiry {

    private final Misfits misfits;
    private final Counter expired;
    private final Counter lost;

    LeaseExpiry(Misfits misfits, MeterRegistry meters) {
        this.misfits = misfits;
        this.expired = Metric.LEASES_EXPIRED.counter(meters);
        this.lost = Metric.TRIALS_LOST.counter(meters);
    }

    /**
     * Puts a trial back into the queue, or counts it as lost after its last attempt or where the space has lost its
     * configuration.
     */
    public void expire(StudyView view, Trial trial) {
        int attempts = misfits.contain(view, trial) ? 0 : view.study().leaseAttempts();
        trial.expire(attempts, view.progress().nextRevision(), view.now());
        view.progress().moved(TrialState.RUNNING, trial.state());
        expired.increment();
        if (trial.state() == TrialState.LOST) {
            lost.increment();
        }
    }
}
