package dev.parley.webhook;

import dev.parley.study.Transactions;
import dev.parley.webhook.Cursors.Cursor;
import dev.parley.webhook.Marks.Mark;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Looks for studies that have moved on since a webhook last saw them. Every replica does; what one has taken in a transaction
 * the others leave out.
 */
@Component
class Lookout {

    private static final Logger log = LoggerFactory.getLogger(Lookout.class);

    /** How many studies one transaction looks at. */
    private static final int BATCH = 10;

    /** How many transactions one look makes at the most, so that other tasks get their turn. */
    private static final int MOST_BATCHES = 100;

    private final Marks marks;
    private final Cursors cursors;
    private final StudyEvents events;
    private final Transactions transactions;

    Lookout(Marks marks, Cursors cursors, StudyEvents events, Transactions transactions) {
        this.marks = marks;
        this.cursors = cursors;
        this.events = events;
        this.transactions = transactions;
    }

    /** Looks once. */
    @Scheduled(fixedDelayString = "${parley.webhooks.interval:250ms}")
    void look() {
        try {
            transactions.write(marks::beginWithNewStudies);
            int moved = BATCH;
            for (int i = 0; i < MOST_BATCHES && moved == BATCH; i++) {
                moved = transactions.write(this::moveOn);
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("Events could not be looked for and will be again: {}", e.getMessage());
        }
    }

    private int moveOn() {
        List<Mark> moved = marks.takeBehind(BATCH);
        if (moved.isEmpty()) {
            return 0;
        }
        List<Long> studies = moved.stream().map(Mark::study).toList();
        cursors.beginWithNew(studies);
        Set<Long> unfinished = new HashSet<>();
        for (Cursor cursor : cursors.takeBehind(studies)) {
            if (!events.tell(cursor)) {
                unfinished.add(cursor.study());
            }
        }
        marks.move(moved.stream()
                .filter(mark -> !unfinished.contains(mark.study()))
                .toList());
        return moved.size();
    }
}
