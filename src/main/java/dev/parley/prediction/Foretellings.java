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
import java.util.Set;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What models foretold for asks to use, and which studies want more of it. Predictions come under the lock of the study's progress
 * and at a revision of their own, so that those known at any revision can be told. They are never changed, and kept as long as the study.
 */
@Component
class Foretellings implements Foreknowledge {

    /** How many predictions are read beyond those that count: so many may come while a suggestion is computed. */
    private static final int SLACK = 200;

    private static final int MOST_STUDIES = 200;

    /** From so many trials on a model is no longer asked, however few of them ended well. */
    private static final int MOST_NUMBERS = 2 * Foretold.MOST_ENDED;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private record Kept(Foretold foretold, String model, long came) {}

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
        if (model != null && model.rerank() != null) {
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

    /** What the model that spoke last had said at a revision. */
    private static List<Foretold> at(List<Kept> all, long revision) {
        List<Kept> come = all.stream().filter(kept -> kept.came <= revision).toList();
        return come.stream()
                .filter(kept -> kept.model.equals(come.getLast().model))
                .map(Kept::foretold)
                .toList();
    }

    private List<Kept> read(StudyView view) {
        List<Kept> all = new ArrayList<>();
        jdbc.sql("""
            SELECT model, configuration::text AS configuration, mean, revision, made_at, origin, foretold_revision
            FROM prediction WHERE study_id = :study AND space_version = :space AND foretold_revision IS NOT NULL
            ORDER BY prediction_id DESC LIMIT :most
            """)
                .param("study", view.study().id())
                .param("space", view.study().spaceVersion())
                .param("most", Foretold.MOST + SLACK)
                .query(row -> {
                    String origin = row.getString("origin");
                    Foretold foretold = new Foretold(
                            format.read(view.terms().space(), row.getString("configuration"))
                                    .orElseThrow(),
                            row.getDouble("mean"),
                            row.getLong("revision"),
                            row.getInt("made_at"),
                            origin == null ? null : Origin.valueOf(origin.toUpperCase(Locale.ROOT)));
                    all.add(new Kept(foretold, row.getString("model"), row.getLong("foretold_revision")));
                });
        return all.reversed();
    }

    /**
     * The studies whose models are to be asked: some trials are new since the last time, and none has asked a moment ago.
     *
     * @param most how many to find at most
     * @param except studies that are to be left alone
     */
    List<Long> due(int most, Set<Long> except) {
        return jdbc.sql("""
            SELECT f.study_id FROM foretelling f JOIN study_progress p USING (study_id)
            WHERE f.due_at <= clock_timestamp() AND p.state = 'active' AND f.study_id <> ALL (:except)
              AND p.complete + p.pruned + p.infeasible >= :fewestEnded
              AND p.complete + p.pruned + p.infeasible < :mostEnded AND p.next_number < :mostNumbers
              AND p.next_number - f.seen_number >= greatest(1, p.running / 2)
            ORDER BY f.due_at LIMIT :most
            """)
                .param("except", except.stream().mapToLong(Long::longValue).toArray())
                .param("fewestEnded", Foretold.FEWEST_ENDED)
                .param("mostEnded", Foretold.MOST_ENDED)
                .param("mostNumbers", MOST_NUMBERS)
                .param("most", most)
                .query((row, n) -> row.getLong("study_id"))
                .list();
    }

    /** Claims a study for some time; empty if another has it. */
    Optional<UUID> claim(long studyId, Duration time) {
        UUID claim = UUID.randomUUID();
        int claimed = jdbc.sql("""
            UPDATE foretelling SET claim = :claim, due_at = clock_timestamp() + make_interval(secs => :seconds)
            WHERE study_id = :study AND due_at <= clock_timestamp()
            """)
                .param("claim", claim)
                .param("study", studyId)
                .param("seconds", time.toSeconds())
                .update();
        return claimed == 1 ? Optional.of(claim) : Optional.empty();
    }

    /** Ends a claim after the model was asked; the next time is when there are new trials. False if it had run out. */
    boolean asked(UUID claim, StudyView then) {
        return jdbc.sql("""
            UPDATE foretelling SET claim = NULL, due_at = clock_timestamp(), seen_number = :number, failures = 0
            WHERE study_id = :study AND claim = :claim
            """)
                        .param("number", then.progress().nextNumber())
                        .param("study", then.study().id())
                        .param("claim", claim)
                        .update()
                == 1;
    }

    /** Ends a claim after nothing came of it; the next time is when there are new trials, and each time twice as long after. */
    int failed(UUID claim, StudyView then) {
        return jdbc.sql("""
            UPDATE foretelling SET claim = NULL, seen_number = :number, failures = failures + 1,
                due_at = clock_timestamp() + make_interval(secs => least(:longest, :first * power(2, least(failures, 20))))
            WHERE study_id = :study AND claim = :claim
            """)
                .param("number", then.progress().nextNumber())
                .param("longest", LONGEST_PAUSE.toSeconds())
                .param("first", FIRST_PAUSE.toSeconds())
                .param("study", then.study().id())
                .param("claim", claim)
                .update();
    }
}
