package dev.parley.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The places of requests at work, and two lines before them: what workers say of their trials goes ahead of everything else,
 * but for one turn in {@value #TURNS}, so that nothing waits forever. One place in {@value #RESERVED} is for it alone, so that
 * it finds one whatever the others wait for.
 *
 * <p>A line that does not empty for as long as a request may wait is no burst but an overload. From then on it takes nobody
 * while its first has waited for a fifth of that: those that are admitted are admitted soon, and the others hear at once that
 * they are not (after controlled delay: Nichols and Jacobson, 2012; for servers: Maurer, 2015). A line of four times as
 * many as there are places is none, however slow the machine. The line of workers takes all that it has room for.
 *
 * <p>A request that has been at work for {@link Terms#lapse} waits for something itself, a language model or its own client,
 * and lends its place to another: up to eight times as many as there are places, and three times where requests wait for the
 * database, since more at work would only wait longer.
 *
 * <p>Times are those of {@link System#nanoTime}, given by the caller, who also calls {@link #tick} now and then; one that is
 * earlier than another call's counts as the same.
 */
final class Places {

    private static final int TURNS = 8;

    private static final int RESERVED = 4;

    /** How many requests may have lent their place, for each place. */
    private static final int MOST_LAPSED = 8;

    private static final int MOST_LAPSED_WHILE_BUSY = 3;

    /** A line of so many for each place is no overload: a few hundred workers of one study wait for each other anyway. */
    private static final int SHORT_LINE = 4;

    /** How much longer the line of workers may be. */
    private static final int ROOM_FOR_RESULTS = 2;

    /**
     * How many requests are admitted, and how long others wait.
     *
     * @param places how many are at work at once
     * @param room how many wait in the line of the others; twice as many in that of workers
     * @param patience how long a request waits at most
     * @param lapse after what time a request lends its place
     */
    record Terms(int places, int room, Duration patience, Duration lapse) {

        Terms {
            if (places < 1 || room < 0 || !patience.isPositive() || !lapse.isPositive()) {
                throw new IllegalArgumentException("places and times must be positive, and room not negative: " + places
                        + " places, " + room + " waiting, " + patience + ", " + lapse);
            }
        }
    }

    private final Terms terms;
    private final BooleanSupplier isDatabaseBusy;
    private final long patience;
    private final long lapse;
    /** Those at work that have a place, in the order in which they came to it. */
    private final Set<Ticket> working = new LinkedHashSet<>();

    private final Deque<Ticket> results = new ArrayDeque<>();
    private final Deque<Ticket> others = new ArrayDeque<>();
    /** How many of those are not from workers about their trials. */
    private int othersWorking;

    private int lapsed;
    private int turn;
    /** When the line of others was last empty; only while it is not. */
    private long standingSince;

    private long latest = Long.MIN_VALUE;

    /**
     * Free places.
     *
     * @param isDatabaseBusy whether requests wait for a connection to the database
     */
    Places(Terms terms, BooleanSupplier isDatabaseBusy) {
        this.terms = terms;
        this.isDatabaseBusy = isDatabaseBusy;
        this.patience = terms.patience.toNanos();
        this.lapse = terms.lapse.toNanos();
    }

    /** A ticket for the calling thread: admitted at once, refused at once where there is no room, else in the line. */
    synchronized Ticket enter(Lane lane, long time) {
        long now = settle(time);
        Ticket ticket = new Ticket(lane, now);
        if (isFree(lane) && results.isEmpty() && (lane == Lane.RESULTS || others.isEmpty())) {
            admit(ticket, now);
        } else if (lane == Lane.RESULTS) {
            queue(ticket, results, ROOM_FOR_RESULTS * terms.room);
        } else {
            standingSince = others.isEmpty() ? now : standingSince;
            boolean isOverload = others.size() >= SHORT_LINE * terms.places
                    && now - standingSince > patience
                    && now - others.element().since() > patience / 5;
            queue(ticket, others, isOverload ? 0 : terms.room);
        }
        return ticket;
    }

    private static void queue(Ticket ticket, Deque<Ticket> line, int room) {
        if (line.size() < room) {
            line.add(ticket);
        } else {
            ticket.refuse();
        }
    }

    /** Gives back the place of a ticket that was admitted. */
    synchronized void leave(Ticket ticket, long time) {
        if (working.remove(ticket)) {
            othersWorking -= other(ticket);
        } else {
            lapsed--;
        }
        settle(time);
    }

    /** Refuses those who have waited too long, and admits others where places have lapsed. */
    synchronized void tick(long time) {
        settle(time);
    }

    /** How many requests are at work, those without a place included. */
    synchronized int working() {
        return working.size() + lapsed;
    }

    synchronized int waiting() {
        return results.size() + others.size();
    }

    /** Brings everything up to a time, or to a later one that is known; answers that. */
    private long settle(long time) {
        if (latest == Long.MIN_VALUE || time - latest > 0) {
            latest = time;
        }
        lapse(latest);
        refuseLate(results, latest);
        refuseLate(others, latest);
        for (Ticket next = next(); next != null; next = next()) {
            admit(next, latest);
        }
        return latest;
    }

    private boolean isFree(Lane lane) {
        return working.size() < terms.places
                && (lane == Lane.RESULTS || othersWorking < terms.places - terms.places / RESERVED);
    }

    private static int other(Ticket ticket) {
        return ticket.lane() == Lane.RESULTS ? 0 : 1;
    }

    private void lapse(long now) {
        Iterator<Ticket> oldest = working.iterator();
        while (oldest.hasNext()) {
            Ticket ticket = oldest.next();
            if (now - ticket.admitted() <= lapse || lapsed >= mostLapsed()) {
                return;
            }
            oldest.remove();
            othersWorking -= other(ticket);
            ticket.lapse();
            lapsed++;
        }
    }

    private int mostLapsed() {
        return terms.places * (isDatabaseBusy.getAsBoolean() ? MOST_LAPSED_WHILE_BUSY : MOST_LAPSED);
    }

    private void refuseLate(Deque<Ticket> line, long now) {
        while (!line.isEmpty() && now - line.peek().since() > patience) {
            line.remove().refuse();
        }
    }

    /** Who comes to a place now; null if nobody waits or there is none. */
    private @Nullable Ticket next() {
        boolean mayBeOther = !others.isEmpty() && isFree(Lane.OTHERS);
        if (results.isEmpty() || !isFree(Lane.RESULTS)) {
            return mayBeOther ? others.remove() : null;
        }
        turn = (turn + 1) % TURNS;
        return turn == 0 && mayBeOther ? others.remove() : results.remove();
    }

    private void admit(Ticket ticket, long now) {
        working.add(ticket);
        othersWorking += other(ticket);
        ticket.admit(now);
    }
}
