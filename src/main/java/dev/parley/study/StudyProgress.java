package dev.parley.study;

import jakarta.persistence.ColumnResult;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.SqlResultSetMapping;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a study is: its state, its counters and its best trial.
 *
 * <p>Whoever changes a trial or the study locks this row first. {@code revision} numbers the changes; {@code nextNumber}
 * and {@code nextDraw} are what the next trial gets.
 */
@Entity
@SqlResultSetMapping(
        name = StudyProgress.ALONE,
        entities = @EntityResult(entityClass = StudyProgress.class),
        columns = {
            @ColumnResult(name = "now", type = Instant.class),
            @ColumnResult(name = "incarnation", type = String.class)
        })
public class StudyProgress {

    /** The shape of a row that holds a study's progress, the database's time and its incarnation. */
    static final String ALONE = "StudyProgress.alone";

    @Id
    private long studyId;

    @Enumerated(EnumType.STRING)
    private StudyState state;

    private long revision;
    private int nextNumber;
    private long nextDraw;
    private int imported;
    private int queued;
    private int running;
    private int complete;
    private int pruned;
    private int infeasible;
    private int failed;
    private int cancelled;
    private int lost;
    private @Nullable Integer bestNumber;
    private @Nullable Double bestValue;
    private int sinceBest;
    private @Nullable Instant firstAskAt;
    private @Nullable Instant pausedAt;
    private double pausedSeconds;
    private boolean defaultsDue;
    private int completions;

    @SuppressWarnings("NullAway.Init") // filled by JPA
    protected StudyProgress() {}

    StudyProgress(long studyId) {
        this.studyId = studyId;
        this.state = StudyState.ACTIVE;
        this.defaultsDue = true;
    }

    /** A progress that has come as far as another. */
    StudyProgress(StudyProgress other) {
        studyId = other.studyId;
        state = other.state;
        revision = other.revision;
        nextNumber = other.nextNumber;
        nextDraw = other.nextDraw;
        imported = other.imported;
        queued = other.queued;
        running = other.running;
        complete = other.complete;
        pruned = other.pruned;
        infeasible = other.infeasible;
        failed = other.failed;
        cancelled = other.cancelled;
        lost = other.lost;
        bestNumber = other.bestNumber;
        bestValue = other.bestValue;
        sinceBest = other.sinceBest;
        firstAskAt = other.firstAskAt;
        pausedAt = other.pausedAt;
        pausedSeconds = other.pausedSeconds;
        defaultsDue = other.defaultsDue;
        completions = other.completions;
    }

    /** The next revision, for one changed trial or a change of the study's definition. */
    public long nextRevision() {
        return ++revision;
    }

    /** The next revisions, for {@code count} changed trials; the first of them is returned. */
    public long nextRevisions(int count) {
        revision += count;
        return revision - count + 1;
    }

    /** The next trial numbers; the first of {@code count} is returned. */
    public int nextNumbers(int count) {
        nextNumber = Math.addExact(nextNumber, count);
        return nextNumber - count;
    }

    /** Notes that a draw was used: later asks draw above it. */
    public void drawn(long draw) {
        nextDraw = Math.max(nextDraw, draw + 1);
    }

    /** Notes an ask that handed out trials: the clock of the limit on seconds runs from the first one. */
    public void asked(Instant now) {
        if (firstAskAt == null) {
            firstAskAt = now;
        }
    }

    /** Notes that the space's defaults have been tried, or that a client had them tried. */
    public void defaultsTried() {
        defaultsDue = false;
    }

    /** Counts trials into a state. */
    public void entered(TrialState state, int count) {
        add(state, count);
    }

    /** Counts a trial from one state into another. */
    public void moved(TrialState from, TrialState to) {
        moved(from, to, 1);
    }

    /** Counts trials from one state into another. */
    public void moved(TrialState from, TrialState to, int count) {
        add(from, -count);
        add(to, count);
    }

    private void add(TrialState state, int count) {
        switch (state) {
            case QUEUED -> queued += count;
            case RUNNING -> running += count;
            case COMPLETE -> complete += count;
            case PRUNED -> pruned += count;
            case INFEASIBLE -> infeasible += count;
            case FAILED -> failed += count;
            case CANCELLED -> cancelled += count;
            case LOST -> lost += count;
        }
    }

    /** Notes that {@code count} of the numbers given belong to imported trials, which no limit counts. */
    public void imported(int count) {
        imported += count;
    }

    /** Notes a trial that teaches something and is not the best: patience wears. */
    public void disappointed() {
        sinceBest++;
    }

    /** Notes a new best, or none, and how many trials that teach something finished after it. */
    public void best(@Nullable Integer number, @Nullable Double value, int finishedSince) {
        bestNumber = number;
        bestValue = value;
        sinceBest = finishedSince;
    }

    /** Stops handing out trials. */
    void pause(Instant now) {
        state = StudyState.PAUSED;
        pausedAt = now;
    }

    /** Hands out trials again. */
    void resume(Instant now) {
        if (pausedAt != null) {
            pausedSeconds += Duration.between(pausedAt, now).toNanos() / 1e9;
            pausedAt = null;
        }
        state = StudyState.ACTIVE;
    }

    /** Hands out no more trials. */
    void complete(Instant now) {
        resume(now);
        state = StudyState.COMPLETED;
        completions++;
    }

    /** How long the study has been handing out trials, in seconds. */
    double elapsedSeconds(Instant now) {
        if (firstAskAt == null) {
            return 0;
        }
        Instant until = pausedAt == null ? now : pausedAt;
        return Duration.between(firstAskAt, until).toNanos() / 1e9 - pausedSeconds;
    }

    @Nullable
    Instant firstAskAt() {
        return firstAskAt;
    }

    @Nullable
    Instant pausedAt() {
        return pausedAt;
    }

    double pausedSeconds() {
        return pausedSeconds;
    }

    int imported() {
        return imported;
    }

    /** How many numbers the limit on trials counts. */
    public int counted() {
        return nextNumber - imported;
    }

    /** How many trials have ended and taught something. */
    public int ended() {
        return complete + pruned + infeasible;
    }

    /** Whether nothing is queued or running. */
    boolean isIdle() {
        return queued == 0 && running == 0;
    }

    /** How many trials are in a state. */
    public int count(TrialState state) {
        return switch (state) {
            case QUEUED -> queued;
            case RUNNING -> running;
            case COMPLETE -> complete;
            case PRUNED -> pruned;
            case INFEASIBLE -> infeasible;
            case FAILED -> failed;
            case CANCELLED -> cancelled;
            case LOST -> lost;
        };
    }

    public long studyId() {
        return studyId;
    }

    public StudyState state() {
        return state;
    }

    public long revision() {
        return revision;
    }

    public int nextNumber() {
        return nextNumber;
    }

    public long nextDraw() {
        return nextDraw;
    }

    /** Whether the space's defaults, if it declares any, are still to be tried. */
    public boolean defaultsDue() {
        return defaultsDue;
    }

    /** How often the study has been completed. */
    public int completions() {
        return completions;
    }

    public @Nullable Integer bestNumber() {
        return bestNumber;
    }

    public @Nullable Double bestValue() {
        return bestValue;
    }

    /** How many trials that teach something finished after the best one. */
    public int sinceBest() {
        return sinceBest;
    }
}
