package dev.parley.trial;

import dev.parley.study.StudyView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Keeps what imported trials measured on their way. */
public interface MeasuredHistory {

    /**
     * What one trial measured.
     *
     * @param number the trial's number
     * @param values values by metric, by ascending step
     * @param recordedAt when the trial ended
     */
    record Measured(int number, SequencedMap<Long, Map<String, Double>> values, Instant recordedAt) {}

    /** Keeps the measurements of trials just inserted, in the caller's transaction. */
    void keep(StudyView view, List<Measured> measured);
}
