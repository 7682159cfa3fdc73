package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Turn;
import org.jspecify.annotations.Nullable;

/**
 * The rule of the mode {@link Mode#GATED}: what a bad model may cost is bounded, and a good one earns its turns.
 *
 * <ul>
 *   <li><em>Start.</em> Until {@value #STARTING} trials have ended every second trial is the model's, at most {@value #STARTS}
 *       in all, one at a time, and none while one that ended is in the worse half, or where similar studies guide the engine.
 *   <li><em>Probe.</em> When the model had no turn for {@value #PROBE_EVERY} trials, it has one, with its first proposal away
 *       from what was tried. After a failure there is none until {@value #PAUSE} more have ended.
 *   <li><em>Direct.</em> With credit left ({@link TrackRecord}), {@link Odds} of the model's successes against the engine's, but
 *       at most {@value #MOST_ODDS}, decide whether the best proposal by the engine's acquisition is tried.
 *   <li><em>Judged.</em> Else, a proposal is tried if the engine's acquisition puts it above the engine's own suggestion.
 * </ul>
 *
 * <p>After its starts, the model has at most half of any {@value #WINDOW} trials in a row.
 */
final class Gate implements Rule {

    private static final int STARTING = 15;
    private static final int STARTS = 4;

    private static final int PROBE_EVERY = 10;
    private static final int PAUSE = 25;

    private static final double MOST_ODDS = 0.6;
    private static final int WINDOW = 20;

    private final Offers offers;
    private final Ends ends;
    private final TrackRecord record;
    private final double odds;
    private final Judging judging;

    /**
     * The gate of one call.
     *
     * @param ends the ends of the history at hand
     * @param judging asks the engine for its judgement
     */
    Gate(Offers offers, Ends ends, Judging judging) {
        this.offers = offers;
        this.ends = ends;
        this.record = TrackRecord.of(ends);
        this.odds = Math.min(MOST_ODDS, Odds.of(record.model(), record.engine()));
        this.judging = judging;
    }

    @Override
    public Choice choose(History known, Suggestion engines, Draw draw) {
        if (known.ended() < STARTING && engines.origin() != Origin.TRANSFER && isStartDue(known)) {
            return chosen(Turn.START, offers.firstAway(known), null);
        }
        if (offers.isEmpty() || known.ended() < Ends.STARTUP || isSpent(known)) {
            return chosen(Turn.NONE, null, null);
        }
        Judgement judgement = judging.of(known, engines.configuration(), offers);
        if (isProbeDue(known)) {
            return chosen(Turn.PROBE, offers.firstAway(known), judgement);
        }
        boolean hasCredit = record.creditAfter(pending(known, Turn.DIRECT)) > 0;
        if (hasCredit && Rule.random(draw).nextDouble() < odds) {
            return chosen(Turn.DIRECT, judgement.best(known), judgement);
        }
        return chosen(Turn.JUDGED, judgement.better(known), judgement);
    }

    private Choice chosen(Turn turn, @Nullable Proposal proposal, @Nullable Judgement judgement) {
        return new Choice(
                proposal == null ? Turn.NONE : turn,
                proposal,
                proposal == null || judgement == null ? null : judgement.rank(proposal),
                record.credit(),
                odds);
    }

    private boolean isStartDue(History known) {
        int last = known.size() - 1;
        int starts = count(known, known.size(), Turn.START);
        return starts < STARTS
                && (last < 0 || known.turn(last) != Turn.START)
                && pending(known, Turn.START) == 0
                && !ends.hasWorseStart();
    }

    private boolean isSpent(History known) {
        return 2 * count(known, WINDOW, Turn.PROBE, Turn.DIRECT, Turn.JUDGED) >= WINDOW;
    }

    private boolean isProbeDue(History known) {
        return count(known, PROBE_EVERY, Turn.START, Turn.PROBE, Turn.DIRECT) == 0
                && (!record.hasFailed() || record.endsSince() >= PAUSE);
    }

    /** How many of the newest {@code most} trials were such turns of the model. */
    private static int count(History known, int most, Turn... turns) {
        int count = 0;
        for (int number = Math.max(0, known.size() - most); number < known.size(); number++) {
            for (Turn turn : turns) {
                count += known.turn(number) == turn ? 1 : 0;
            }
        }
        return count;
    }

    private static int pending(History known, Turn turn) {
        int left = known.count(Standing.PENDING);
        int count = 0;
        for (int number = known.size() - 1; left > 0; number--) {
            if (known.standing(number) == Standing.PENDING) {
                left--;
                count += known.turn(number) == turn ? 1 : 0;
            }
        }
        return count;
    }
}
