package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Turn;

/**
 * What a model's trials came to, in the order in which they ended.
 *
 * <p>A trial is a success if it is a new best, half a one if it is among the top 15 % then. <em>Credit</em> is what the model
 * has left of what it earned: a new best earns {@value #EARNED}, as do starts of which one is the best of the startup and none
 * in its worse half; a direct turn costs {@value #GOOD_COST} if it lands in the top 20 %, else {@value #COST}.
 *
 * @param credit from 0 to {@value #MOST_CREDIT}
 * @param model its successes and failures
 * @param engine the engine's
 * @param hasFailed whether the last of the model's own turns was a failure
 * @param endsSince how many trials have ended since it
 */
record TrackRecord(double credit, Tally model, Tally engine, boolean hasFailed, int endsSince) {

    private static final double MOST_CREDIT = 4;
    private static final double EARNED = 1.5;
    private static final double COST = 1;
    private static final double GOOD_COST = 0.5;

    private static final double TOP = 0.15;
    private static final double GOOD = 0.2;

    /** Of how many of the last ends the older ones are only there to measure the others by, where there are more. */
    private static final int REFERENCES = Ends.MOST / 2;

    private static final TrackRecord NONE = new TrackRecord(0, Tally.NONE, Tally.NONE, false, 0);

    /** The record that the last ends tell. */
    static TrackRecord of(Ends ends) {
        TrackRecord record = NONE;
        for (int end = ends.isWhole() ? 0 : REFERENCES; end < ends.size(); end++) {
            record = record.with(ends, end);
            if (ends.isWhole() && end == Ends.STARTUP - 1) {
                record = record.withStartup(ends);
            }
        }
        return record;
    }

    private TrackRecord with(Ends ends, int end) {
        Turn turn = ends.turn(end);
        double success = success(ends, end);
        Tally models = isProposals(turn) ? model.faded().with(success) : model.faded();
        Tally engines = turn == Turn.NONE ? engine.faded().with(success) : engine.faded();
        boolean isInStartup = ends.isWhole() && end < Ends.STARTUP;
        double change = isInStartup ? 0 : change(turn, ends, end);
        double earned = Math.clamp(credit + change, 0, MOST_CREDIT);
        boolean isOwn = switch (turn) {
            case START, DIRECT, PROBE -> true;
            case NONE, RERANKED, JUDGED, COIN, ALONE -> false;
        };
        boolean isFailure = isInStartup ? ends.share(end) >= 0.5 : success == 0;
        if (!isOwn) {
            return new TrackRecord(earned, models, engines, hasFailed, endsSince + 1);
        }
        return new TrackRecord(earned, models, engines, isFailure, 0);
    }

    /** Whether the model's proposal was tried; what its predictions chose is neither its success nor the engine's. */
    static boolean isProposals(Turn turn) {
        return turn != Turn.NONE && turn != Turn.RERANKED;
    }

    private static double success(Ends ends, int end) {
        if (ends.isBest(end)) {
            return 1;
        }
        return ends.share(end) < TOP ? 0.5 : 0;
    }

    private static double change(Turn turn, Ends ends, int end) {
        if (!isProposals(turn)) {
            return 0;
        }
        if (ends.isBest(end)) {
            return EARNED;
        }
        if (turn != Turn.DIRECT) {
            return 0;
        }
        return ends.share(end) < GOOD ? -GOOD_COST : -COST;
    }

    private TrackRecord withStartup(Ends ends) {
        boolean isBest = false;
        boolean isWorse = false;
        for (int end = 0; end < Ends.STARTUP; end++) {
            isBest |= isProposals(ends.turn(end)) && ends.isBest(end);
            isWorse |= isProposals(ends.turn(end)) && ends.share(end) >= 0.5;
        }
        return isBest && !isWorse ? new TrackRecord(EARNED, model, engine, hasFailed, endsSince) : this;
    }

    /** What is left if direct turns whose trials are pending land badly. */
    double creditAfter(int pendingDirect) {
        return credit - COST * pendingDirect;
    }
}
