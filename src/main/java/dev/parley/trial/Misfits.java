package dev.parley.trial;

import dev.parley.study.SpaceChanged;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Trials whose configurations are no points of the space any more. None of them is ever queued: a change of the space
 * cancels those that are, and those that run are not handed out again.
 */
@Component
public class Misfits {

    private final JdbcClient jdbc;
    private final ConfigurationFormat format;

    Misfits(JdbcClient jdbc, ConfigurationFormat format) {
        this.jdbc = jdbc;
        this.format = format;
    }

    /** Whether a trial's configuration is none of the space in force. */
    public boolean contain(StudyView view, Trial trial) {
        return view.study().spaceVersion() > 1
                && format.read(view.terms().space(), trial.configuration()).isEmpty();
    }

    @EventListener
    void cancelQueued(SpaceChanged change) {
        StudyView view = change.study();
        Integer[] misfits = queued(view).toArray(Integer[]::new);
        if (misfits.length == 0) {
            return;
        }
        jdbc.sql("""
            UPDATE trial SET state = 'cancelled', reason = :reason, finished_at = :now,
              finished_revision = :first + place - 1, revision = :first + place - 1
            FROM unnest(:numbers) WITH ORDINALITY AS misfit (misfit_number, place)
            WHERE study_id = :study AND number = misfit_number
            """)
                .param("reason", reason(view))
                .param("now", view.now().atOffset(ZoneOffset.UTC))
                .param("first", view.progress().nextRevisions(misfits.length))
                .param("numbers", misfits)
                .param("study", view.study().id())
                .update();
        view.progress().moved(TrialState.QUEUED, TrialState.CANCELLED, misfits.length);
    }

    private List<Integer> queued(StudyView view) {
        StoredConfigurations configurations = format.reader(view.terms().space());
        return jdbc
                .sql("""
                    SELECT number, configuration::text AS configuration FROM trial
                    WHERE study_id = :study AND state = 'queued' ORDER BY number
                    """)
                .param("study", view.study().id())
                .query((row, n) ->
                        configurations.read(row.getString("configuration")).isPresent() ? -1 : row.getInt("number"))
                .list()
                .stream()
                .filter(number -> number >= 0)
                .toList();
    }

    /** Why a trial is not handed out. */
    static String reason(StudyView view) {
        return "Version %d of the search space does not have its configuration"
                .formatted(view.study().spaceVersion());
    }
}
