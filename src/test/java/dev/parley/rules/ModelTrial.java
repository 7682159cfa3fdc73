package dev.parley.rules;

import dev.parley.study.TrialState;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A trial as the rules have it. */
final class ModelTrial {

    final int number;
    final boolean imported;
    TrialState state;

    /** Its value of the parameter {@code c}; null until the service has said which it chose. */
    @Nullable
    String choice;

    int attempt;
    int handout;

    @Nullable
    String worker;

    /** The value told, which may be there still after it was withdrawn. */
    @Nullable
    Double value;

    boolean retracted;
    long revision;
    long finishedRevision;

    /** Whether it came to a step since it was handed out last that it never reported before. */
    boolean hasAdvanced;

    /** What was reported, by handout and step. */
    private final TreeMap<Integer, TreeMap<Long, Double>> reports = new TreeMap<>();

    ModelTrial(int number, TrialState state, boolean imported, @Nullable String choice) {
        this.number = number;
        this.state = state;
        this.imported = imported;
        this.choice = choice;
    }

    void handOut(@Nullable String worker) {
        state = TrialState.RUNNING;
        this.worker = worker;
        attempt++;
        handout++;
        hasAdvanced = false;
    }

    /** Its worker was started anew: an attempt, unless it came further with the one before. */
    void handOutAgain() {
        if (hasAdvanced) {
            attempt--;
        }
        handOut(worker);
    }

    void putBack() {
        state = TrialState.QUEUED;
        worker = null;
    }

    void finish(TrialState state, long revision) {
        this.state = state;
        this.finishedRevision = revision;
    }

    /** Keeps a report of the worker that has it. */
    void report(long step, double value) {
        long before = reports.headMap(handout).values().stream()
                .mapToLong(TreeMap::lastKey)
                .max()
                .orElse(-1);
        hasAdvanced |= step > before;
        reports.computeIfAbsent(handout, h -> new TreeMap<>()).put(step, value);
    }

    /** The last value that the latest of its workers to report anything did; null if it is no finite number, or if none did. */
    @Nullable
    Double lastReported() {
        if (reports.isEmpty()) {
            return null;
        }
        Double last = reports.lastEntry().getValue().lastEntry().getValue();
        return Double.isFinite(last) ? last : null;
    }

    boolean hasChoice(@Nullable String fixed) {
        return fixed == null || fixed.equals(choice);
    }

    boolean isUnder(GivenLease lease) {
        return state == TrialState.RUNNING && lease.number() == number && lease.handout() == handout;
    }

    /** Whether it ended and taught something. */
    boolean isLesson() {
        return state == TrialState.COMPLETE || state == TrialState.PRUNED || state == TrialState.INFEASIBLE;
    }

    @Override
    public String toString() {
        return "%d %s attempt=%d worker=%s c=%s value=%s imported=%s retracted=%s revision=%d"
                .formatted(number, state, attempt, worker, choice, value, imported, retracted, revision);
    }
}
