package dev.parley.drift;

import dev.parley.drift.ObserveRequest.LiveMeasurement;
import dev.parley.drift.Watches.Live;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads live measurements of one objective, and gathers every fault on the way. */
final class LiveReading {

    /** How large a value may be, so that its square is a number too. */
    private static final double LARGEST = 1e150;

    /** How far a client's clock may be ahead. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final String objective;
    private final Instant now;
    private final List<FieldFault> faults = new ArrayList<>();

    private LiveReading(String objective, Instant now) {
        this.objective = objective;
        this.now = now;
    }

    /**
     * The measurements of a request.
     *
     * @throws ProblemException of type invalid-request, with a pointer to every fault
     */
    static List<Live> read(ObserveRequest request, String objective, Instant now) {
        LiveReading reading = new LiveReading(objective, now);
        List<Live> read = reading.all(request);
        ProblemException.throwIfAny(reading.faults);
        return read;
    }

    private List<Live> all(ObserveRequest request) {
        if (request.measurements() == null) {
            return request.values() == null
                    ? refused("/values", "must be given, or measurements in its place")
                    : List.of(one("", request.values(), request.at()));
        }
        if (request.values() != null) {
            return refused("/values", "must be left out where there are measurements");
        }
        if (request.at() != null) {
            return refused("/at", "must be left out where there are measurements");
        }
        List<Live> read = new ArrayList<>();
        for (int i = 0; i < request.measurements().size(); i++) {
            LiveMeasurement measurement = request.measurements().get(i);
            read.add(one("/measurements/" + i, measurement.values(), measurement.at()));
        }
        return read;
    }

    private List<Live> refused(String pointer, String detail) {
        faults.add(new FieldFault(pointer, detail));
        return List.of();
    }

    private Live one(String pointer, Map<String, @Nullable Double> values, @Nullable Instant at) {
        for (String name : values.keySet()) {
            if (!name.equals(objective)) {
                faults.add(FieldFault.under(pointer + "/values", name, "must be the study's objective, " + objective));
            }
        }
        Double value = values.get(objective);
        if (value == null) {
            faults.add(FieldFault.under(pointer + "/values", objective, "must be given: it is the objective"));
        } else if (!(Math.abs(value) <= LARGEST)) {
            faults.add(FieldFault.under(pointer + "/values", objective, "must be a finite number, of 1e150 at most"));
        }
        if (at != null && (at.isBefore(Instant.EPOCH) || at.isAfter(now.plus(AHEAD)))) {
            faults.add(new FieldFault(pointer + "/at", "must lie after 1970 and not in the future"));
        }
        return new Live(value == null ? 0 : value + 0.0, at == null ? now : at);
    }
}
