package dev.parley.mlflow;

import dev.parley.mlflow.EndedTrials.Ended;
import dev.parley.mlflow.MlflowException.Kind;
import dev.parley.mlflow.RunLedger.Entry;
import dev.parley.mlflow.RunLedger.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One attempt to have a trial's run show what it is to show. Whatever an earlier attempt came to, there is one run after it. */
final class RunAttempt {

    /** After how many failures of MLflow at this run alone it may be given up like one that MLflow refuses. */
    private static final int MOST_FAILURES = 8;

    /** When a run that MLflow does not take is tried again: it may be another MLflow then. */
    private static final Duration REFUSED_FOR = Duration.ofDays(1);

    /** What came of an attempt. */
    enum Fate {
        /** The run shows the trial. */
        LOGGED,
        /** There was nothing to log. */
        CHECKED,
        /** MLflow failed at this run. */
        FAILED,
        /** MLflow does not take this run. */
        REFUSED,
        /** MLflow takes no run of this study. */
        HELD,
        /** MLflow cannot be used. */
        AWAY,
        /** It was not made. */
        LEFT
    }

    /**
     * What came of an attempt, and what is to be noted.
     *
     * @param fault what went wrong; null if nothing did
     */
    record Result(Fate fate, Note note, @Nullable MlflowException fault) {}

    /**
     * Where an attempt is made.
     *
     * @param runs MLflow's runs
     * @param experiments MLflow's experiments
     * @param trials where reports are read
     * @param properties how
     * @param mark the study
     * @param experiment its experiment
     * @param isOurs whether the study's claim is ours for as long as a request may take
     * @param takesOthers whether MLflow took another run of the study of late
     */
    record Place(
            Runs runs,
            Experiments experiments,
            EndedTrials trials,
            MlflowProperties properties,
            StudyMark mark,
            String experiment,
            BooleanSupplier isOurs,
            BooleanSupplier takesOthers) {}

    private final Place place;
    private final Entry entry;
    private final @Nullable Ended trial;
    private @Nullable String run;
    private boolean isDoubtful;

    /**
     * @param trial the trial; null if it has not ended, so that nothing is to be logged
     */
    RunAttempt(Place place, Entry entry, @Nullable Ended trial) {
        this.place = place;
        this.entry = entry;
        this.trial = trial;
        this.run = entry.run();
        this.isDoubtful = entry.isDoubtful();
    }

    /** Makes no attempt. */
    Result leave() {
        return result(Fate.LEFT, false, entry.failures(), null, Duration.ZERO, null);
    }

    /** Notes that it failed, by no fault of MLflow's. */
    Result fail() {
        int failures = entry.failures() + 1;
        return result(Fate.FAILED, false, failures, null, pauseAfter(failures), null);
    }

    /** The trial's number. */
    int number() {
        return entry.number();
    }

    /** Makes it. */
    Result make() {
        try {
            if (trial == null || entry.isLogged()) {
                removeOthers();
                return result(Fate.CHECKED, true, 0, null, null, null);
            }
            if (!place.isOurs.getAsBoolean()) {
                return leave();
            }
            return log(trial) ? logged() : leave();
        } catch (MlflowException e) {
            return failed(e);
        }
    }

    private Result logged() {
        return result(Fate.LOGGED, true, 0, null, isDoubtful ? place.properties.recheck() : null, null);
    }

    /** Looks for runs that may be there unknown, takes the first if it knows none, and deletes the others. */
    private void removeOthers() {
        if (isDoubtful) {
            List<String> found = place.runs.find(place.experiment, TrialRun.identity(place.mark, entry.number()));
            if (run == null && !found.isEmpty()) {
                run = found.getFirst();
            }
            for (String other : found) {
                if (!other.equals(run)) {
                    place.runs.delete(other);
                }
            }
            isDoubtful = !entry.isLogged();
        }
    }

    /** Logs the trial; answers whether it did. */
    private boolean log(Ended ended) {
        removeOthers();
        if (run == null && !ended.run().isWithdrawn()) {
            if (!place.isOurs.getAsBoolean()) {
                return false;
            }
            create(ended.run());
        }
        if (run != null && ended.run().isWithdrawn()) {
            withdraw(run, ended.run());
        } else if (run != null) {
            show(run, ended);
        }
        return true;
    }

    private void create(TrialRun content) {
        boolean wasDoubtful = isDoubtful;
        isDoubtful = true;
        try {
            run = place.runs.create(
                    place.experiment,
                    content.name(),
                    content.startedAt(),
                    TrialRun.identity(place.mark, entry.number()));
            isDoubtful = wasDoubtful;
        } catch (MlflowException e) {
            isDoubtful = wasDoubtful || !e.isCertain();
            throw e;
        }
    }

    private void show(String run, Ended ended) {
        LogBatch batch = new LogBatch(place.runs, run);
        ended.run().tags().forEach(batch::addTag);
        ended.run().parameters().forEach(batch::addParameter);
        Point last = ended.hasReported() ? addReports(batch, ended) : null;
        Instant end = atLast(ended.run().endedAt(), last);
        for (Point value : ended.run().values()) {
            batch.add(new Point(value.key(), value.value(), end, last == null ? 0 : last.step()));
        }
        ended.run().scores().forEach(batch::add);
        batch.send();
        if (entry.loggedRevision() != null && !ended.run().tags().containsKey(TrialRun.REASON)) {
            unlessAbsent(() -> place.runs.deleteTag(run, TrialRun.REASON));
        }
        place.runs.end(run, ended.run().status(), ended.run().endedAt());
    }

    /** The time of what is to be the last point: MLflow goes by the step, then by the millisecond. */
    private static Instant atLast(Instant end, @Nullable Point last) {
        return last == null || end.toEpochMilli() > last.at().toEpochMilli()
                ? end
                : last.at().plusMillis(1);
    }

    /** Adds what the trial reported; answers the last point. */
    private @Nullable Point addReports(LogBatch batch, Ended ended) {
        Point last = null;
        List<Point> page = place.trials.reportedAfter(ended, -1);
        while (!page.isEmpty()) {
            page.forEach(batch::add);
            last = page.getLast();
            page = place.trials.reportedAfter(ended, last.step());
        }
        return last;
    }

    /** Says of a run that it counts no more, and deletes it; it may have been deleted before. */
    private void withdraw(String run, TrialRun content) {
        try {
            LogBatch batch = new LogBatch(place.runs, run);
            content.tags().forEach(batch::addTag);
            batch.send();
        } catch (MlflowException e) {
            if (e.kind() != Kind.REFUSED && e.kind() != Kind.ABSENT) {
                throw e;
            }
        }
        unlessAbsent(() -> place.runs.delete(run));
    }

    private static void unlessAbsent(Runnable request) {
        try {
            request.run();
        } catch (MlflowException e) {
            if (e.kind() != Kind.ABSENT) {
                throw e;
            }
        }
    }

    /** Asks MLflow whose fault it is: the run's, the experiment's, or its own. */
    private Result failed(MlflowException fault) {
        try {
            place.experiments.check(place.experiment);
        } catch (MlflowException e) {
            Fate fate = place.experiments.isAtFault(e) ? Fate.HELD : Fate.AWAY;
            return result(fate, false, entry.failures(), null, Duration.ZERO, e);
        }
        if (fault.kind() == Kind.ABSENT) {
            run = null; // deleted for good: another is made, unless there is one
            isDoubtful = true;
        }
        int failures = entry.failures() + 1;
        return isFinal(fault.kind(), failures)
                ? result(Fate.REFUSED, false, failures, fault.reason(), REFUSED_FOR, fault)
                : result(Fate.FAILED, false, failures, null, pauseAfter(failures), fault);
    }

    /**
     * Whether to give it up for long: it was refused, or MLflow kept failing at it while it took others. What is not answered may
     * just take long.
     */
    private boolean isFinal(Kind kind, int failures) {
        return switch (kind) {
            case REFUSED, PRESENT -> true;
            case AWAY, BROKEN, ABSENT -> failures >= MOST_FAILURES && place.takesOthers.getAsBoolean();
            case UNANSWERED -> false;
        };
    }

    private Duration pauseAfter(int failures) {
        return Backoff.pause(failures, place.properties.longestPause());
    }

    private Result result(
            Fate fate,
            boolean isLogged,
            int failures,
            @Nullable String refusal,
            @Nullable Duration pause,
            @Nullable MlflowException fault) {
        return new Result(fate, new Note(entry, run, isDoubtful, isLogged, failures, refusal, pause), fault);
    }
}
