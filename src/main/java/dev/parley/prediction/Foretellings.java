package dev.parley.prediction;

import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.Origin;
import dev.parley.study.ModelTerms;
import dev.parley.study.SeenStudies;
import dev.parley.study.StudyCreated;
import dev.parley.study.StudyView;
import dev.parley.suggestion.Foreknowledge;
import dev.parley.trial.ConfigurationFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What models foretold for asks to use, and which studies want more of it. Predictions come under the lock of the study's progress
 * and at a revision of their own, so that those known at any revision can be told.
 */
@Component
class Foretellings implements Foreknowledge {

    /** By how many ends what is asked for may lie behind what was read. */
    private static final int SLACK = 40;

    private static final int MOST_STUDIES = 1_000;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private record Kept(Foretold foretold, long came) {}

    private final JdbcClient jdbc;
    private final ConfigurationFormat format;
    private final SeenStudies<List<Kept>> seen = new SeenStudies<>(MOST_STUDIES);

    Foretellings(JdbcClient jdbc, ConfigurationFormat format) {
        this.jdbc = jdbc;
        this.format = format;
    }

    @EventListener
    void created(StudyCreated event) {
        ModelTerms model = event.study().terms().model();
        if (model != null && model.rerank()) {
            jdbc.sql("INSERT INTO foretelling (study_id, due_at, seen_number, failures) VALUES (?,"
                            + " clock_timestamp(), 0, 0)")
                    .param(event.study().study().id())
                    .update();
        }
    }

    @Override
    public Optional<List<Foretold>> known(StudyView view, long revision, long readRevision) {
        return seen.known(view, readRevision).map(all -> at(all, revision));
    }

    @Override
    public List<Foretold> at(StudyView view, long revision, long readRevision) {
        return at(seen.at(view, readRevision, () -> read(view)), revision);
    }

    private static List<Foretold> at(List<Kept> all, long revision) {
        return all.stream()
                .filter(kept -> kept.came <= revision)
                .map(Kept::foretold)
                .toList();
    }

    private List<Kept> read(StudyView view) {
        List<Kept> all = new ArrayList<>();
        int ended = view.progress().ended();
        if (ended >= Foretold.MOST_ENDED + SLACK) {
            return all;
        }
        jdbc.sql("""
            SELECT configuration::text AS configuration, mean, revision, made_at, origin, foretold_revision FROM prediction
            WHERE study_id = :study AND foretold_revision IS NOT NULL AND made_at >= :since
            ORDER BY prediction_id
            """)
                .param("study", view.study().id())
                .param("since", ended - Foretold.MOST_ENDS_AGO - SLACK)
                .query(row -> {
                    String origin = row.getString("origin");
                    double mean = row.getDouble("mean");
                    long revision = row.getLong("revision");
                    int madeAt = row.getInt("made_at");
                    long came = row.getLong("foretold_revision");
                    format.read(view.terms().space(), row.getString("configuration"))
                            .ifPresent(configuration -> all.add(new Kept(
                                    new Foretold(
                                            configuration,
                                            mean,
                                            revision,
                                            madeAt,
                                            origin == null ? null : Origin.valueOf(origin.toUpperCase(Locale.ROOT))),
                                    came)));
                });
        return all;
    }

    /** The studies whose models are to be asked: some trials are new since the last time, and none has asked a moment ago. */
    List<Long> due(int most) {
        return jdbc.sql("""
            SELECT f.study_id FROM foretelling f JOIN study_progress p USING (study_id)
            WHERE f.due_at <= clock_timestamp() AND p.state = 'active'
              AND p.complete + p.pruned + p.infeasible >= :fewestEnded
              AND p.complete + p.pruned + p.infeasible < :mostEnded
              AND p.next_number - f.seen_number >= greatest(1, p.running / 2)
            ORDER BY f.due_at LIMIT :most
            """)
                .param("fewestEnded", Foretold.FEWEST_ENDED)
                .param("mostEnded", Foretold.MOST_ENDED)
                .param("most", most)
                .query((row, n) -> row.getLong("study_id"))
                .list();
    }

    /** Claims a study for some time; false if another has it. */
    boolean claim(long studyId, Duration time) {
        return jdbc.sql("""
            UPDATE foretelling SET due_at = clock_timestamp() + make_interval(secs => :seconds)
            WHERE study_id = :study AND due_at <= clock_timestamp()
            """)
                        .param("study", studyId)
                        .param("seconds", time.toSeconds())
                        .update()
                == 1;
    }

    /** Ends a claim after the model was asked; the next time is when there are new trials. */
    int asked(StudyView then) {
        return jdbc.sql("UPDATE foretelling SET due_at = clock_timestamp(), seen_number = ?, failures = 0 WHERE"
                        + " study_id = ?")
                .param(then.progress().nextNumber())
                .param(then.study().id())
                .update();
    }

    /** Ends a claim after nothing came of it; each time the next one waits for twice as long, from this time on. */
    int failed(long studyId, Duration first) {
        return jdbc.sql("""
            UPDATE foretelling SET failures = failures + 1, due_at = clock_timestamp() + make_interval(
                secs => least(:longest, :first * power(2, least(failures, 20))))
            WHERE study_id = :study
            """)
                .param("longest", LONGEST_PAUSE.toSeconds())
                .param("first", first.toSeconds())
                .param("study", studyId)
                .update();
    }
}
