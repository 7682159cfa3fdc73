package dev.parley.webhook;

import dev.parley.study.StudyView;
import org.springframework.stereotype.Component;

/** Lets other rooms tell webhooks of an event of theirs, in their own transaction. */
@Component
public class Announcements {

    private final Webhooks webhooks;
    private final Deliveries deliveries;

    Announcements(Webhooks webhooks, Deliveries deliveries) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
    }

    /**
     * Puts a message on its way to every webhook that listens.
     *
     * @param view the study, at the time of the event
     * @param data the particulars, as JSON; by custom they begin with the study's name
     */
    public void announce(StudyView view, EventType event, Object data) {
        webhooks.listening(view.study().project(), view.study().name().value(), event)
                .forEach(webhook -> deliveries.send(webhook, event, view.now(), data));
    }
}
