package dev.parley.llm.prompt;

import java.util.ArrayList;
import java.util.List;

/** Lists of rows that share a number of tokens, in rounds: the first of each, then the second of each, and so on. */
final class Lanes {

    private final List<Lane> lanes = new ArrayList<>();

    /** One list and how many of its rows, from the first, are taken. */
    private static final class Lane {
        final String name;
        final List<String> rows;
        int taken;
        boolean closed;

        Lane(String name, List<String> rows) {
            this.name = name;
            this.rows = rows;
        }

        /** Takes the next row if it and, before the first, the name fit; answers how many tokens that took. */
        int take(int room) {
            int cost = taken == rows.size()
                    ? Integer.MAX_VALUE
                    : TokenEstimate.of(rows.get(taken)) + 2 + (taken == 0 ? TokenEstimate.of(name) + 6 : 0);
            closed = cost > room;
            taken += closed ? 0 : 1;
            return closed ? 0 : cost;
        }
    }

    /** Adds a list under a name, the row to keep longest first. */
    Lanes with(String name, List<String> rows) {
        lanes.add(new Lane(name, rows));
        return this;
    }

    /** Takes rows in rounds, from each list until its next one does not fit. */
    void fill(int tokens) {
        int room = tokens;
        boolean open = true;
        while (open) {
            open = false;
            for (Lane lane : lanes) {
                if (!lane.closed) {
                    room -= lane.take(room);
                    open |= !lane.closed;
                }
            }
        }
    }

    /** Adds the rows that were taken to a block. */
    void addTo(DataBlock block) {
        lanes.forEach(lane -> block.withRows(lane.name, lane.rows.subList(0, lane.taken)));
    }
}
