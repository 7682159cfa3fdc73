package dev.parley.dashboard;

import dev.parley.study.Project;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One that waits to be told of changes. Whoever is slow is told the latest state of a study, not each one before it, and of a project
 * that more has changed than was told.
 */
final class Listener {

    /** How many events wait at most; more come of a project whose studies change faster than its listener reads. */
    private static final int MOST = 100;

    /**
     * An event of a stream.
     *
     * @param name what kind it is
     * @param id what a client says on its return; null if nothing
     * @param data JSON in one line
     */
    record Event(String name, @Nullable String id, String data) {}

    /** In place of the events that were too many to wait. */
    static final Event RELOAD = new Event("reload", null, "{}");

    private final long study;
    private final @Nullable Project project;
    private final Queue<Event> waiting = new ArrayDeque<>();
    private @Nullable String mark;
    private boolean isEnded;

    /**
     * A listener to a study, or to all of a project.
     *
     * @param study the study's number in the database; nothing where there is a project
     */
    Listener(long study, @Nullable Project project) {
        this.study = study;
        this.project = project;
    }

    long study() {
        return study;
    }

    @Nullable
    Project project() {
        return project;
    }

    synchronized void know(String known) {
        mark = known;
    }

    /** Whether its study has another mark than it knows; it is gone if that is null. */
    synchronized boolean isBehind(@Nullable String now) {
        return !Objects.equals(mark, now);
    }

    /** Has an event wait for it. */
    synchronized void offer(Event event) {
        boolean isFull = waiting.size() == MOST;
        if (project == null || isFull) {
            waiting.clear();
        }
        waiting.add(isFull ? RELOAD : event);
        notifyAll();
    }

    /** Has it hear nothing more but what waits. */
    synchronized void end() {
        isEnded = true;
        notifyAll();
    }

    /** Whether nothing more comes. */
    synchronized boolean hasEnded() {
        return isEnded && waiting.isEmpty();
    }

    /** The next event; null if there is none in this time, or none any more. */
    synchronized @Nullable Event next(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (waiting.isEmpty() && !isEnded) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        return waiting.poll();
    }
}
