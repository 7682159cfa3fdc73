package dev.parley.llm;

import dev.parley.observability.Metric;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.InvalidConfigurationException;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.SeenStudies;
import dev.parley.study.StudyView;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The proposals of studies.
 *
 * <p>They change under the lock of the study's progress only, and every change has a revision, so that those which waited at
 * any revision can be told: an ask sees the proposals of the same moment as its history. What this process read it keeps for
 * as long as nobody else changes the study.
 */
@Component
public class Proposals {

    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private static final int MOST_STUDIES = 1_000;

    /** Why a proposal waits no more. */
    enum Fate {
        USED,
        STALE;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A configuration that a model put forward.
     *
     * @param configuration a whole point of the study's space
     * @param rationale why, in the model's words; null if it did not say
     */
    record Proposed(Configuration configuration, @Nullable String rationale) {}

    /** A proposal that waits, or waited a moment ago, and the revisions at which it came and went. */
    private record Kept(Proposal proposal, @Nullable String rationale, long created, long ended) {

        boolean waitsAt(long revision) {
            return created <= revision && revision < ended;
        }

        Kept endedAt(long revision) {
            return new Kept(proposal, rationale, created, Math.min(ended, revision));
        }
    }

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final StudyModels models;
    private final MeterRegistry meters;
    private final SeenStudies<List<Kept>> seen = new SeenStudies<>(MOST_STUDIES);

    Proposals(JdbcClient jdbc, JsonMapper json, StudyModels models, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.json = json;
        this.models = models;
        Metric.PROPOSALS.begin(meters, (Object[]) Fate.values());
        Metric.PROPOSALS.begin(meters, (Object[]) Calls.Reception.values());
        this.meters = meters;
    }

    /**
     * Those that waited at a revision, the earliest first, as this process knows them.
     *
     * @param readRevision up to this revision the study's changes were read; those after are this process's own
     * @return empty if they have to be read
     */
    public Optional<List<Proposal>> known(StudyView view, long revision, long readRevision) {
        return seen.known(view, readRevision).map(kept -> waiting(kept, revision));
    }

    /** The same, read if necessary; the caller holds a transaction. */
    public List<Proposal> at(StudyView view, long revision, long readRevision) {
        return waiting(seen.at(view, readRevision, () -> read(view)), revision);
    }

    private static List<Proposal> waiting(List<Kept> kept, long revision) {
        return kept.stream()
                .filter(proposal -> proposal.waitsAt(revision))
                .map(Kept::proposal)
                .toList();
    }

    private List<Kept> read(StudyView view) {
        SearchSpace space = view.terms().space();
        List<Kept> kept = new ArrayList<>();
        jdbc.sql("""
            SELECT number, rank, configuration::text AS configuration, rationale, made_at, created_revision,
                   coalesce(ended_revision, :never) AS ended
            FROM proposal WHERE study_id = :study AND space_version = :space AND created_revision IS NOT NULL
              AND (fate IS NULL OR ended_revision > :revision - 1000)
            ORDER BY number
            """)
                .param("never", Long.MAX_VALUE)
                .param("study", view.study().id())
                .param("space", view.study().spaceVersion())
                .param("revision", view.progress().revision())
                .query(row -> {
                    Optional<Configuration> configuration = configuration(space, row.getString("configuration"));
                    if (configuration.isPresent()) {
                        Proposal proposal = new Proposal(
                                row.getInt("number"), configuration.get(), row.getInt("rank"), row.getInt("made_at"));
                        kept.add(new Kept(
                                proposal,
                                row.getString("rationale"),
                                row.getLong("created_revision"),
                                row.getLong("ended")));
                    }
                });
        return kept;
    }

    private Optional<Configuration> configuration(SearchSpace space, String text) {
        try {
            return Optional.of(space.configuration(json.readValue(text, VALUES)));
        } catch (InvalidConfigurationException e) {
            return Optional.empty();
        }
    }

    /** Why the model made a proposal that this process read, in its own words; null if it did not say. */
    public @Nullable String rationale(StudyView view, long number) {
        return seen.known(view).stream()
                .flatMap(List::stream)
                .filter(kept -> kept.proposal.id() == number)
                .findFirst()
                .map(Kept::rationale)
                .orElse(null);
    }

    /** Notes that this process used a proposal for a trial of this revision, once that is committed. */
    public void used(StudyView view, long number, long revision) {
        seen.change(
                view,
                all -> all.stream()
                        .map(kept -> kept.proposal.id() == number ? kept.endedAt(revision) : kept)
                        .toList());
    }

    /** Forgets what is known of a study, which turned out to be out of date. */
    public void forget(StudyView view) {
        seen.forget(view);
    }

    /** Whether all of these wait; the study's progress is locked. */
    public boolean allWait(StudyView view, Collection<Long> numbers) {
        return numbers.isEmpty()
                || jdbc.sql("""
                    SELECT count(*) FROM proposal WHERE study_id = :study AND number = ANY (:numbers) AND fate IS NULL
                    """)
                                .param("study", view.study().id())
                                .param(
                                        "numbers",
                                        numbers.stream()
                                                .mapToInt(Long::intValue)
                                                .toArray())
                                .query(Integer.class)
                                .single()
                        == numbers.size();
    }

    /** Uses up a proposal for a trial; the study's progress is locked. */
    public void use(StudyView view, long number, int trial, long revision) {
        end(view, List.of(number), Fate.USED, trial, revision);
        models.taken(view.study().id(), 1);
    }

    private void end(StudyView view, Collection<Long> numbers, Fate fate, @Nullable Integer trial, long revision) {
        Metric.PROPOSALS.counter(meters, fate.toString()).increment(numbers.size());
        jdbc.sql("""
            UPDATE proposal SET fate = :fate, trial = :trial, ended_revision = :revision
            WHERE study_id = :study AND number = ANY (:numbers) AND fate IS NULL
            """)
                .param("fate", fate.toString())
                .param("trial", trial)
                .param("revision", revision)
                .param("study", view.study().id())
                .param("numbers", numbers.stream().mapToInt(Long::intValue).toArray())
                .update();
    }

    private void endThoseOfOtherSpaces(StudyView view, long revision) {
        int ended = jdbc.sql("""
            UPDATE proposal SET fate = :fate, ended_revision = :revision
            WHERE study_id = :study AND space_version <> :space AND fate IS NULL
            """)
                .param("fate", Fate.STALE.toString())
                .param("revision", revision)
                .param("study", view.study().id())
                .param("space", view.study().spaceVersion())
                .update();
        Metric.PROPOSALS.counter(meters, Fate.STALE.toString()).increment(ended);
    }

    /** The configurations that wait, the earliest first; the study's progress is locked, or a moment's old answer will do. */
    List<Proposal> waiting(StudyView view) {
        return read(view).stream()
                .filter(kept -> kept.ended == Long.MAX_VALUE)
                .map(Kept::proposal)
                .toList();
    }

    /**
     * Ends those that became stale and adds new ones, under one revision; the study's progress is locked.
     *
     * @param first the number of the first new one
     * @param ended how many trials have ended
     */
    void renew(StudyView view, List<Long> stale, int first, List<Proposed> proposed, int exchange, int ended) {
        if (stale.isEmpty() && proposed.isEmpty()) {
            return;
        }
        long revision = view.progress().nextRevision();
        if (!stale.isEmpty()) {
            end(view, stale, Fate.STALE, null, revision);
        }
        endThoseOfOtherSpaces(view, revision);
        SearchSpace space = view.terms().space();
        for (int i = 0; i < proposed.size(); i++) {
            jdbc.sql("""
                INSERT INTO proposal (study_id, number, exchange, rank, space_version, configuration, rationale, made_at,
                    created_revision)
                VALUES (:study, :number, :exchange, :rank, :space, :configuration::jsonb, :rationale, :ended, :revision)
                """)
                    .param("study", view.study().id())
                    .param("number", first + i)
                    .param("exchange", exchange)
                    .param("rank", i)
                    .param("space", view.study().spaceVersion())
                    .param(
                            "configuration",
                            json.writeValueAsString(space.values(proposed.get(i).configuration())))
                    .param("rationale", proposed.get(i).rationale())
                    .param("ended", ended)
                    .param("revision", revision)
                    .update();
        }
    }
}
