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
        List<OwnTrial> running = jdbc.sql("""
            SELECT number, attempt, configuration::text AS configuration, coalesce((
                SELECT max(step) FILTER (WHERE m.handout = t.handout)
                    > coalesce(max(step) FILTER (WHERE m.handout < t.handout), -1)
                FROM measurement m WHERE m.study_id = t.study_id AND m.number = t.number), false) AS has_advanced
            FROM trial t
            WHERE study_id = :study AND state = 'running' AND worker = :worker AND configuration @> :fixed::jsonb
            ORDER BY number
            """)
                .param("study", view.study().id())
                .param("worker", request.worker())
                .param("fixed", fixed == null ? "{}" : fixed)
                .query((row, n) -> {
                    boolean hasAdvanced = row.getBoolean("has_advanced");
                    boolean isLast = row.getInt("attempt") >= view.study().leaseAttempts();
                    boolean fits = format.read(view.terms().space(), row.getString("configuration"))
                            .isPresent();
                    return new OwnTrial(row.getInt("number"), hasAdvanced, !fits || (isLast && !hasAdvanced));
                })
                .list();
        List<OwnTrial> own = new ArrayList<>();
        int left = request.wanted();
        for (OwnTrial trial : running) {
            if (left == 0) {
                break;
            }
            own.add(trial);
            left -= trial.isLost ? 0 : 1;
        }
        return own;
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
