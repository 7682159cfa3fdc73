package dev.parley.llm;

import dev.parley.study.ModelTerms;
import dev.parley.study.Studies;
import dev.parley.study.StudyCreated;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives a study the proposals that another one had, in place of a model: each comes before the number of the first trial that
 * could have been it there. With the same outcomes told in the same order its suggestions are the same.
 *
 * <p>The recording is copied when the study is created, and no longer needs the study that it is of.
 */
@Component
public class Recordings {

    /** What a revision of the recorded study means here: the number of its first trial that was suggested by what was known then. */
    private static final String FIRST_TRIAL_AFTER = """
        coalesce((SELECT min(t.number) FROM trial t WHERE t.study_id = p.study_id AND t.history_revision >= %s), :next)
        """;

    private static final String COPY_PROPOSALS = """
        INSERT INTO proposal (study_id, number, exchange, rank, space_version, configuration, rationale, made_at, comes_at,
            leaves_at)
        SELECT :replay, p.number, p.exchange, p.rank, :replaySpace, p.configuration, p.rationale, p.made_at,
            CASE WHEN p.created_revision IS NULL THEN p.comes_at ELSE %s END,
            CASE WHEN p.fate = 'stale' THEN %s WHEN p.fate IS NULL THEN p.leaves_at END
        FROM proposal p WHERE p.study_id = :recorded AND p.space_version = :space
        """.formatted(
                    FIRST_TRIAL_AFTER.formatted("p.created_revision"), FIRST_TRIAL_AFTER.formatted("p.ended_revision"));

    private final JdbcClient jdbc;
    private final Studies studies;
    private final StudyModels models;
    private final Exchanges exchanges;
    private final Transactions transactions;

    Recordings(JdbcClient jdbc, Studies studies, StudyModels models, Exchanges exchanges, Transactions transactions) {
        this.jdbc = jdbc;
        this.studies = studies;
        this.models = models;
        this.exchanges = exchanges;
        this.transactions = transactions;
    }

    @EventListener
    void created(StudyCreated event) {
        StudyView replay = event.study();
        ModelTerms model = replay.terms().model();
        if (model != null && model.replay() != null) {
            // Locked, so that its trials and proposals are of the same moment.
            StudyView recorded = studies.lock(replay.study().project(), new StudyName(model.replay()));
            copyProposals(recorded, replay);
            copyExchanges(recorded, replay);
        }
    }

    private void copyProposals(StudyView recorded, StudyView replay) {
        jdbc.sql(COPY_PROPOSALS)
                .param("replay", replay.study().id())
                .param("replaySpace", replay.study().spaceVersion())
                .param("next", recorded.progress().nextNumber())
                .param("recorded", recorded.study().id())
                .param("space", recorded.study().spaceVersion())
                .update();
    }

    private void copyExchanges(StudyView recorded, StudyView replay) {
        jdbc.sql("""
            INSERT INTO exchange (study_id, number, model, settings, prompt_hash, system_text, user_text, answer_hash, answer,
                outcome, reason, fates, input_tokens, output_tokens, cost, milliseconds, created_at, ranges, repeated)
            SELECT :replay, number, model, settings, prompt_hash,
                CASE WHEN :texts THEN system_text END, CASE WHEN :texts THEN user_text END, answer_hash,
                CASE WHEN :texts THEN answer END,
                outcome, reason, fates, input_tokens, output_tokens, cost, milliseconds, created_at, ranges, repeated
            FROM exchange WHERE study_id = :recorded AND kind = 'proposals'
            """)
                .param("replay", replay.study().id())
                .param("recorded", recorded.study().id())
                .param("texts", exchanges.keepTexts())
                .update();
    }

    /**
     * Has the recorded proposals come and go that do so before the study's next trial; outside any transaction.
     *
     * @return whether there were any, so that the study has changed
     */
    public boolean bring(StudyView seen) {
        return isDue(seen)
                && transactions.write(() -> studies.lock(seen.study().id())
                        .filter(this::isDueNow)
                        .map(this::bringLocked)
                        .isPresent());
    }

    /** Whether any come or go before the next trial of a study as it was seen. */
    public boolean isDue(StudyView seen) {
        ModelTerms model = seen.terms().model();
        return model != null && model.replay() != null && transactions.read(() -> isDueNow(seen));
    }

    private boolean isDueNow(StudyView study) {
        return jdbc.sql("""
            SELECT EXISTS (SELECT FROM proposal WHERE study_id = :study AND fate IS NULL
                AND (created_revision IS NULL AND comes_at <= :next OR leaves_at <= :next))
            """)
                .param("study", study.study().id())
                .param("next", study.progress().nextNumber())
                .query(Boolean.class)
                .single();
    }

    private int bringLocked(StudyView study) {
        long revision = study.progress().nextRevision();
        int come = change(
                study, revision, "created_revision = :revision", "created_revision IS NULL AND comes_at <= :next");
        int gone = change(study, revision, "fate = 'stale', ended_revision = :revision", "leaves_at <= :next");
        return models.brought(study.study().id(), come - gone);
    }

    private int change(StudyView study, long revision, String change, String which) {
        return jdbc.sql("UPDATE proposal SET %s WHERE study_id = :study AND fate IS NULL AND %s"
                        .formatted(change, which))
                .param("study", study.study().id())
                .param("next", study.progress().nextNumber())
                .param("revision", revision)
                .update();
    }
}
