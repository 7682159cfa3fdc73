package dev.parley.admission;

import java.util.concurrent.locks.LockSupport;

/** A request's turn: it waits, then it is admitted or refused. Only {@link Places} changes it. */
final class Ticket {

    /** What has become of a ticket. */
    enum State {
        WAITING,
        ADMITTED,
        /** Admitted, and at work for so long that its place has gone to another. */
        LAPSED,
        REFUSED
    }

    private final Lane lane;
    private final long since;
    private final Thread owner = Thread.currentThread();
    private long admitted;
    private volatile State state = State.WAITING;

    Ticket(Lane lane, long since) {
        this.lane = lane;
        this.since = since;
    }

    Lane lane() {
        return lane;
    }

    /** When it came, in nanoseconds of {@link System#nanoTime}. */
    long since() {
        return since;
    }

    /** When it was admitted; only once it was. */
    long admitted() {
        return admitted;
    }

    State state() {
        return state;
    }

    void admit(long now) {
        admitted = now;
        become(State.ADMITTED);
    }

    void lapse() {
        become(State.LAPSED);
    }

    void refuse() {
        become(State.REFUSED);
    }

    private void become(State next) {
        boolean wasAwaited = state == State.WAITING;
        state = next;
        if (wasAwaited) {
            LockSupport.unpark(owner);
        }
    }

    /** Waits on the thread that made the ticket; answers whether it was admitted. */
    boolean await() {
        boolean wasInterrupted = false;
        while (state == State.WAITING) {
            LockSupport.park(this);
            wasInterrupted |= Thread.interrupted();
        }
        if (wasInterrupted) {
            owner.interrupt();
        }
        return state != State.REFUSED;
    }
}
