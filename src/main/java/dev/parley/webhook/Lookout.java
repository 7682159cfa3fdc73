package dev.parley.webhook;

import dev.parley.study.Transactions;
import dev.parley.webhook.Cursors.Cursor;
import java.util.List;
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

    /** How many cursors one transaction moves. */
    private static final int BATCH = 50;

    /** How many transactions one look makes at the most, so that other tasks get their turn. */
    private static final int MOST_BATCHES = 20;

    private final Cursors cursors;
    private final StudyEvents events;
    private final Transactions transactions;

    Lookout(Cursors cursors, StudyEvents events, Transactions transactions) {
        this.cursors = cursors;
        this.events = events;
        this.transactions = transactions;
    }

    /** Looks once. */
    @Scheduled(fixedDelayString = "${parley.webhooks.interval:250ms}")
    void look() {
        try {
            transactions.write(cursors::beginWithNewStudies);
            int moved = BATCH;
            for (int i = 0; i < MOST_BATCHES && moved == BATCH; i++) {
                moved = transactions.write(this::moveOn);
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("Events could not be looked for and will be again: {}", e.getMessage());
        }
    }

    private int moveOn() {
        List<Cursor> behind = cursors.takeBehind(BATCH);
        behind.forEach(events::tell);
        return behind.size();
    }
}
