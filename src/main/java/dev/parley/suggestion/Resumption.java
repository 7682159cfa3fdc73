package dev.parley.suggestion;

import dev.parley.study.StudyView;
import dev.parley.trial.ConfigurationFormat;
import dev.parley.trial.LeaseExpiry;
import dev.parley.trial.Trial;
import dev.parley.trial.TrialRepository;
import dev.parley.trial.Turn;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives a worker that was started anew its running trials again, under new leases: what is left of the old worker can renew
 * and end nothing any more.
 *
 * <p>That is a new attempt, so that a trial that ends its worker each time is lost in the end; unless the trial reported
 * something new since it was handed out last, as a training does that goes on from its checkpoints.
 */
@Component
class Resumption {

    private final TrialRepository trials;
    private final LeaseExpiry expiry;
    private final ConfigurationFormat format;
    private final JdbcClient jdbc;
    private final SecureRandom random = new SecureRandom();

    Resumption(TrialRepository trials, LeaseExpiry expiry, ConfigurationFormat format, JdbcClient jdbc) {
        this.trials = trials;
        this.expiry = expiry;
        this.format = format;
        this.jdbc = jdbc;
    }

    /**
     * A running trial of a worker that was started anew.
     *
     * @param number its number
     * @param hasAdvanced whether it reported a new step since it was handed out last
     * @param isLost whether its last attempt is over
     */
    record OwnTrial(int number, boolean hasAdvanced, boolean isLost) {}

    /**
     * The running trials of the worker who asks, the lowest numbers first: as many as it wants to go on with, and those on the
     * way to them that are lost.
     *
     * @param fixed the values that the ask fixes as a JSON text; null if none
     */
    List<OwnTrial> match(StudyView view, AskRequest request, @Nullable String fixed) {
        if (!request.resumes()) {
            return List.of();
        }
        trials.flush(); // what others of the same turn changed is to be seen
        List<Running> running = jdbc.sql("""
            SELECT number, handout, attempt, configuration::text AS configuration FROM trial
            WHERE study_id = :study AND state = 'running' AND worker = :worker AND configuration @> :fixed::jsonb
            ORDER BY number
            """)
                .param("study", view.study().id())
                .param("worker", request.worker())
                .param("fixed", fixed == null ? "{}" : fixed)
                .query((row, n) -> new Running(
                        row.getInt("number"),
                        row.getInt("handout"),
                        row.getInt("attempt"),
                        row.getString("configuration")))
                .list();
        List<OwnTrial> own = new ArrayList<>();
        int left = request.wanted();
        for (Running trial : running) {
            if (left == 0) {
                break;
            }
            boolean hasAdvanced = hasAdvanced(view, trial);
            boolean isLast = trial.attempt >= view.study().leaseAttempts();
            boolean fits =
                    format.read(view.terms().space(), trial.configuration).isPresent();
            boolean isLost = !fits || (isLast && !hasAdvanced);
            own.add(new OwnTrial(trial.number, hasAdvanced, isLost));
            left -= isLost ? 0 : 1;
        }
        return own;
    }

    private record Running(int number, int handout, int attempt, String configuration) {}

    /** Whether a trial reported a step since it was handed out last that is above all before; two looks at an index a handout. */
    private boolean hasAdvanced(StudyView view, Running trial) {
        return jdbc.sql("""
            SELECT coalesce(max(last) FILTER (WHERE handout = :handout) > coalesce(max(last) FILTER (WHERE handout < :handout), -1),
                false)
            FROM generate_series(1, :handout) AS handout,
                LATERAL (SELECT max(step) AS last FROM measurement m
                    WHERE m.study_id = :study AND m.number = :number AND m.handout = handout.handout) AS of_handout
            """)
                .param("study", view.study().id())
                .param("number", trial.number)
                .param("handout", trial.handout)
                .query(Boolean.class)
                .single();
    }

    /** Ends those trials whose last attempt is over, within a change of their study: they make room for others. */
    void lose(Turn turn, List<OwnTrial> own) {
        StudyView view = turn.view();
        List<Integer> lost =
                own.stream().filter(OwnTrial::isLost).map(OwnTrial::number).toList();
        for (Trial trial : trials.lockAll(view.study().id(), lost)) {
            expiry.expire(view, trial);
            turn.changed(trial);
        }
        trials.flush(); // another ask of the same turn must not find them
    }

    /** Hands running trials out again, within a change of their study. */
    List<Trial> handOut(Turn turn, AskRequest request, List<OwnTrial> own) {
        if (own.isEmpty()) {
            return List.of();
        }
        StudyView view = turn.view();
        Map<Integer, OwnTrial> byNumber = own.stream().collect(Collectors.toMap(OwnTrial::number, Function.identity()));
        List<Trial> handedOut = trials.lockAll(view.study().id(), byNumber.keySet());
        for (Trial trial : handedOut) {
            OwnTrial found = Objects.requireNonNull(byNumber.get(trial.number()));
            trial.handOutAgain(
                    request.leaseSeconds(view),
                    random.nextInt(),
                    !found.hasAdvanced,
                    view.progress().nextRevision(),
                    view.now());
            turn.changed(trial);
        }
        trials.flush(); // another ask of the same turn must find them as they are now
        return handedOut;
    }
}
