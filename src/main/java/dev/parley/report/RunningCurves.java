package dev.parley.report;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.optimizer.LearningCurve;
import dev.parley.study.Incarnation;
import dev.parley.study.PrunerDefinition;
import dev.parley.trial.Lease;
import dev.parley.trial.TrialId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * The curves of running trials as this process's reports left them. The number of a trial's reports tells whether other
 * processes took some in between: those are read, and the whole curve where a step was not the last.
 */
@Component
class RunningCurves {

    /** Up to how many reports of other processes are read by themselves. */
    private static final int MOST_MISSED = 100;

    private record Key(Incarnation incarnation, Lease lease) {}

    private record Known(int reports, LearningCurve curve) {}

    /**
     * A curve after a report.
     *
     * @param curve the curve
     * @param before the highest step of the curve that was known before; −1 if none was
     */
    record Grown(LearningCurve curve, long before) {

        /** Whether nothing is known of what other reports of the trial brought about. */
        boolean isRead() {
            return before < 0;
        }

        /** From what step on the curve is whole: pruners see its end only where it is very long. */
        long wholeFrom() {
            return curve.size() < Measurements.LONGEST_CURVE ? 0 : curve.step(0);
        }
    }

    private final Measurements measurements;
    private final Cache<Key, Known> curves;

    RunningCurves(Measurements measurements, @Value("${parley.curves.running-max-size:32MB}") DataSize maxSize) {
        this.measurements = measurements;
        this.curves = Caffeine.newBuilder()
                .maximumWeight(maxSize.toBytes())
                .weigher((Key key, Known known) -> 200 + 16 * known.curve.size())
                .build();
    }

    /** The curve of a trial after a report that was kept; empty if it never reported what the pruner looks at. */
    Optional<Grown> after(
            Lease lease, Measurements.Kept kept, long step, Map<String, Double> measured, PrunerDefinition pruner) {
        Key key = new Key(kept.incarnation(), lease);
        Known known = curves.getIfPresent(key);
        Double value = measured.get(pruner.looksAt());
        Optional<Grown> grown = known == null ? Optional.empty() : grown(known, lease, kept, step, value, pruner);
        Optional<Grown> result = grown.isPresent() ? grown : read(lease, pruner);
        result.ifPresent(now -> curves.put(key, new Known(kept.reports(), now.curve)));
        return result;
    }

    private Optional<Grown> grown(
            Known known,
            Lease lease,
            Measurements.Kept kept,
            long step,
            @Nullable Double value,
            PrunerDefinition pruner) {
        LearningCurve curve = known.curve;
        int reports = kept.reports() - known.reports;
        if (reports < 1 || reports > MOST_MISSED) {
            return Optional.empty();
        }
        if (reports > 1) {
            return measurements.grown(curve, lease, reports, pruner).map(grown -> new Grown(grown, curve.lastStep()));
        }
        if (value == null) {
            return Optional.of(new Grown(curve, curve.lastStep()));
        }
        return step <= curve.lastStep()
                ? Optional.empty()
                : Optional.of(new Grown(
                        curve.with(step, pruner.goesFor().loss(value)).last(Measurements.LONGEST_CURVE),
                        curve.lastStep()));
    }

    private Optional<Grown> read(Lease lease, PrunerDefinition pruner) {
        return measurements
                .curve(new TrialId(lease.studyId(), lease.number()), pruner)
                .map(curve -> new Grown(curve, -1));
    }
}
