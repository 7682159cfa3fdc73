package dev.parley.mlflow;

import dev.parley.study.Transactions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The studies that this process logs: they are kept as long as it says so in time, and for others to take when it does not. */
final class Claims {

    private final StudyMarks marks;
    private final Transactions transactions;
    private final Duration time;
    private final Duration timeout;
    private final UUID claim = UUID.randomUUID();

    /** Until when each is ours, in nanoseconds. */
    private final Map<Long, Long> ours = new ConcurrentHashMap<>();

    Claims(StudyMarks marks, Transactions transactions, MlflowProperties properties) {
        this.marks = marks;
        this.transactions = transactions;
        this.time = properties.claim();
        this.timeout = properties.timeout();
    }

    UUID claim() {
        return claim;
    }

    int count() {
        return ours.size();
    }

    /** Takes studies that nobody has. */
    List<StudyMark> take(int most) {
        long until = System.nanoTime() + time.toNanos();
        List<StudyMark> taken = transactions.write(() -> marks.claim(most, ours.keySet(), claim, time));
        taken.forEach(mark -> ours.put(mark.study(), until));
        return taken;
    }

    /** Says that this process goes on with its studies. */
    void keep() {
        Set<Long> studies = new HashSet<>(ours.keySet());
        if (!studies.isEmpty()) {
            long until = System.nanoTime() + time.toNanos();
            transactions
                    .write(() -> marks.keep(studies, claim, time))
                    .forEach(study -> ours.computeIfPresent(study, (same, before) -> until));
        }
    }

    /** Whether a study is ours for as long as a request may take. */
    boolean isOurs(long study) {
        Long until = ours.get(study);
        return until != null && until - System.nanoTime() > timeout.toNanos();
    }

    /** Gives a study back. */
    void release(long study) {
        try {
            transactions.write(() -> marks.release(study, claim));
        } finally {
            ours.remove(study);
        }
    }
}
