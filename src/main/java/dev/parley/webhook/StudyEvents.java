package dev.parley.webhook;

import dev.parley.study.Studies;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import dev.parley.trial.Trial;
import dev.parley.trial.TrialRepository;
import dev.parley.trial.TrialResponse;
import dev.parley.webhook.Cursors.Cursor;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds out from a study's progress and trials what has happened since a webhook last saw it, and puts the messages on their
 * way; within the caller's transaction, which also moves the cursor: so no event is lost or doubled.
 */
@Component
class StudyEvents {

    /** The most lost trials that one look takes in. */
    private static final int MOST_LOST = 200;

    private final Studies studies;
    private final TrialRepository trials;
    private final TrialResponse.Factory responses;
    private final Cursors cursors;
    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final JdbcClient jdbc;

    StudyEvents(
            Studies studies,
            TrialRepository trials,
            TrialResponse.Factory responses,
            Cursors cursors,
            Webhooks webhooks,
            Deliveries deliveries,
            JdbcClient jdbc) {
        this.studies = studies;
        this.trials = trials;
        this.responses = responses;
        this.cursors = cursors;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.jdbc = jdbc;
    }

    /**
     * A study was completed.
     *
     * @param study its name
     * @param trials how many trials are in each state
     * @param best the best trial, with a single objective
     */
    private record Finished(
            String study,
            Map<TrialState, Integer> trials,
            @Nullable TrialNote best) {}

    /**
     * Another trial is the best.
     *
     * @param study the study's name
     * @param trial the best trial
     * @param previous the number of the one that was the best before; absent if there was none
     */
    private record Best(
            String study, TrialNote trial, @Nullable Integer previous) {}

    /**
     * A trial is lost.
     *
     * @param study the study's name
     * @param trial the trial
     */
    private record Lost(String study, TrialNote trial) {}

    /** A webhook that is told of a study. */
    private record Listener(Webhook webhook, StudyView view) {

        boolean wants(EventType event) {
            return webhook.events().contains(event);
        }

        String study() {
            return view.study().name().value();
        }
    }

    /** Tells a webhook what is new in a study; answers whether that was all. */
    boolean tell(Cursor cursor) {
        return webhooks.find(cursor.project(), cursor.webhook())
                .flatMap(webhook -> studies.find(cursor.study()).map(view -> new Listener(webhook, view)))
                .map(listener -> tell(cursor, listener))
                .orElse(true);
    }

    private boolean tell(Cursor cursor, Listener listener) {
        if (listener.wants(EventType.TRIAL_LOST)) {
            List<LostTrial> lost = lost(cursor, listener.view.progress().revision());
            lost.forEach(trial -> tellLost(listener, trial));
            if (lost.size() == MOST_LOST) {
                cursors.moveTo(cursor, lost.getLast().revision);
                return false;
            }
        }
        tellBest(cursor, listener);
        if (listener.view.progress().completions() > cursor.completions() && listener.wants(EventType.STUDY_FINISHED)) {
            tellFinished(listener);
        }
        cursors.moveTo(cursor, listener.view.progress());
        return true;
    }

    private record LostTrial(int number, long revision, Instant finishedAt) {}

    private List<LostTrial> lost(Cursor cursor, long upTo) {
        return jdbc.sql("""
            SELECT number, revision, finished_at FROM trial
            WHERE study_id = :study AND revision > :seen AND revision <= :upTo AND state = 'lost'
            ORDER BY revision LIMIT :most
            """)
                .param("study", cursor.study())
                .param("seen", cursor.revision())
                .param("upTo", upTo)
                .param("most", MOST_LOST)
                .query((row, n) ->
                        new LostTrial(row.getInt("number"), row.getLong("revision"), Webhook.time(row, "finished_at")))
                .list();
    }

    private void tellLost(Listener listener, LostTrial lost) {
        TrialNote note = note(listener.view, lost.number);
        if (note != null) {
            send(listener, EventType.TRIAL_LOST, lost.finishedAt, new Lost(listener.study(), note));
        }
    }

    private void tellBest(Cursor cursor, Listener listener) {
        Integer best = listener.view.progress().bestNumber();
        if (best == null || Objects.equals(best, cursor.best()) || !listener.wants(EventType.STUDY_BEST)) {
            return;
        }
        TrialNote note = note(listener.view, best);
        if (note != null) {
            send(listener, EventType.STUDY_BEST, listener.view.now(), new Best(listener.study(), note, cursor.best()));
        }
    }

    private void tellFinished(Listener listener) {
        Integer best = listener.view.progress().bestNumber();
        Map<TrialState, Integer> counts = new EnumMap<>(TrialState.class);
        for (TrialState state : TrialState.values()) {
            counts.put(state, listener.view.progress().count(state));
        }
        Finished finished = new Finished(listener.study(), counts, best == null ? null : note(listener.view, best));
        send(listener, EventType.STUDY_FINISHED, listener.view.now(), finished);
    }

    private @Nullable TrialNote note(StudyView view, int number) {
        List<Trial> found = trials.findAll(view.study().id(), List.of(number));
        return found.isEmpty() ? null : TrialNote.of(responses.of(found.getFirst(), view.terms()));
    }

    private void send(Listener listener, EventType event, Instant at, Object data) {
        deliveries.send(listener.webhook, event, at, data);
    }
}
