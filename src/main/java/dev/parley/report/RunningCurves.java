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
 * The curves of running trials as this process's reports left them. The number of a trial's reports tells whether another
 * process took one in between, or this one a step that is not the last: then the curve is read.
 */
@Component
class RunningCurves {

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
        Optional<Grown> grown = known == null || known.reports != kept.reports() - 1
                ? Optional.empty()
                : grown(known.curve, step, value, pruner);
        Optional<Grown> result = grown.isPresent() ? grown : read(lease, pruner);
        result.ifPresent(now -> curves.put(key, new Known(kept.reports(), now.curve)));
        return result;
    }

    private static Optional<Grown> grown(
            LearningCurve curve, long step, @Nullable Double value, PrunerDefinition pruner) {
        if (value == null) {
            return Optional.of(new Grown(curve, curve.lastStep()));
        }
        return step <= curve.lastStep()
                ? Optional.empty()
                : Optional.of(new Grown(curve.with(step, pruner.goesFor().loss(value)), curve.lastStep()));
    }

    private Optional<Grown> read(Lease lease, PrunerDefinition pruner) {
        return measurements
                .curve(new TrialId(lease.studyId(), lease.number()), pruner)
                .map(curve -> new Grown(curve, -1));
    }
}
