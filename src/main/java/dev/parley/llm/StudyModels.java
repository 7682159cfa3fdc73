package dev.parley.llm;

import dev.parley.study.ModelBudget;
import dev.parley.study.ModelTerms;
import dev.parley.study.StudyCreated;
import dev.parley.study.StudyView;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What each study uses of its model: which refill is at work, when the next one is due, and what was spent of the budget.
 *
 * <p>A refill is claimed before it starts, with what it may cost at most reserved, and settled when it ends. One whose process
 * died loses its claim when that runs out, and costs what it had reserved.
 */
@Component
public class StudyModels {

    /** The longest pause between refills that bring nothing. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private static final BigDecimal UNLIMITED = new BigDecimal("1e30");

    /** Whether the budget allows a cost besides what is spent and reserved. */
    private static final String ALLOWED = """
        (calls + reserved_calls + :calls <= :mostCalls
         AND tokens + reserved_tokens + :tokens <= :mostTokens
         AND cost + reserved_cost + :money <= :mostMoney)
        """;

    private static final String INSERT = """
        INSERT INTO study_model (study_id, next_exchange, next_proposal, waiting, seen_space, seen_ended, due_at,
            failures, calls, tokens, cost, reserved_calls, reserved_tokens, reserved_cost, few, fresh)
        VALUES (:study, 0, 0, 0, 0, -1,
            CASE WHEN :isDue THEN clock_timestamp() ELSE 'infinity' END, 0, 0, 0, 0, 0, 0, 0, :few, :fresh)
        """;

    private final JdbcClient jdbc;

    StudyModels(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The right to refill a study's proposals.
     *
     * @param studyId the study
     * @param id tells this claim from a later one
     * @param exchange the number of the first exchange
     * @param calls how many calls it may make
     * @param missed how many asks found no proposal since the last one
     */
    public record Claim(long studyId, UUID id, int exchange, int calls, int missed) {}

    @EventListener
    void created(StudyCreated event) {
        StudyView study = event.study();
        ModelTerms model = study.terms().model();
        if (model != null) {
            Asking asking = Asking.of(model);
            jdbc.sql(INSERT)
                    .param("study", study.study().id())
                    .param("isDue", model.replay() == null)
                    .param("few", asking.few())
                    .param("fresh", asking.fresh())
                    .update();
        }
    }

    /**
     * The studies whose proposals are to be refilled: few wait or all are stale, or the best trial or the space is another than
     * when the model was last asked; and no refill is at work or has failed a moment ago.
     *
     * @param most how many to find at most
     * @param except studies that are to be left alone
     */
    public List<Long> due(int most, Set<Long> except) {
        return jdbc.sql("""
            SELECT m.study_id FROM study_model m JOIN study_progress p USING (study_id) JOIN study s USING (study_id)
            WHERE m.due_at <= clock_timestamp()
              AND (m.claimed_until IS NULL OR m.claimed_until <= clock_timestamp())
              AND p.state = 'active' AND m.study_id <> ALL (:except)
              AND (m.waiting < m.few OR m.seen_best IS DISTINCT FROM p.best_number OR m.seen_space <> s.space_version
                   OR m.seen_ended + m.fresh < p.complete + p.pruned + p.infeasible OR m.missed > 0)
            ORDER BY m.due_at LIMIT :most
            """)
                .param("most", most)
                .param("except", except.stream().mapToLong(Long::longValue).toArray())
                .query((row, n) -> row.getLong("study_id"))
                .list();
    }

    /**
     * Claims a study's refill for some time and reserves its cost; empty if another has it or the budget does not allow it.
     */
    public Optional<Claim> claim(long studyId, Duration time, Cost most, ModelBudget budget) {
        UUID id = UUID.randomUUID();
        return jdbc.sql("""
            UPDATE study_model SET
                claim = :claim, claimed_until = clock_timestamp() + make_interval(secs => :seconds),
                calls = calls + reserved_calls, tokens = tokens + reserved_tokens, cost = cost + reserved_cost,
                reserved_calls = :calls, reserved_tokens = :tokens, reserved_cost = :money,
                next_exchange = next_exchange + :calls::integer
            WHERE study_id = :study AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
              AND %s
            RETURNING next_exchange - :calls::integer AS exchange, missed
            """.formatted(ALLOWED))
                .param("study", studyId)
                .param("claim", id)
                .param("seconds", time.toMillis() / 1000.0)
                .params(allowance(most, budget))
                .query((row, n) ->
                        new Claim(studyId, id, row.getInt("exchange"), (int) most.calls(), row.getInt("missed")))
                .optional();
    }

    private static Map<String, Object> allowance(Cost most, ModelBudget budget) {
        return Map.of(
                "calls",
                most.calls(),
                "tokens",
                most.tokens(),
                "money",
                most.money(),
                "mostCalls",
                budget.calls() == null ? Long.MAX_VALUE : budget.calls(),
                "mostTokens",
                budget.tokens() == null ? Long.MAX_VALUE : budget.tokens(),
                "mostMoney",
                budget.money() == null ? UNLIMITED : BigDecimal.valueOf(budget.money()));
    }

    /**
     * Charges a study what calls that are no refill's may cost at most, until {@link #refund} gives back what they did not; empty
     * if the budget does not allow it. A study without a model of its own has no budget.
     *
     * @return the number of the first exchange
     */
    public Optional<Integer> charge(long studyId, Cost most, ModelBudget budget) {
        jdbc.sql(INSERT + "ON CONFLICT DO NOTHING")
                .param("study", studyId)
                .param("isDue", false)
                .param("few", 0)
                .param("fresh", 0)
                .update();
        return jdbc.sql("""
            UPDATE study_model SET calls = calls + :calls, tokens = tokens + :tokens, cost = cost + :money,
                next_exchange = :calls::integer + greatest(next_exchange,
                    (SELECT coalesce(max(number) + 1, 0) FROM exchange WHERE study_id = :study))
            WHERE study_id = :study AND %s
            RETURNING next_exchange - :calls::integer AS exchange
            """.formatted(ALLOWED))
                .param("study", studyId)
                .params(allowance(most, budget))
                .query((row, n) -> row.getInt("exchange"))
                .optional();
    }

    /** Gives back what was charged at most and not used; without effect on a study that was removed. */
    public int refund(long studyId, Cost most, Cost cost) {
        return jdbc.sql("""
            UPDATE study_model SET calls = calls - :calls, tokens = greatest(0, tokens - :tokens),
                cost = greatest(0, cost - :money)
            WHERE study_id = :study
            """)
                .param("study", studyId)
                .param("calls", most.calls() - cost.calls())
                .param("tokens", most.tokens() - cost.tokens())
                .param("money", most.money().subtract(cost.money()))
                .update();
    }

    /**
     * Puts a study's refill off if its budget does not allow this cost, and not if it was only another's to make: the budget may
     * be raised by nobody, but what a refill had reserved may be given back.
     */
    public int putOffIfSpent(long studyId, Duration time, Cost most, ModelBudget budget) {
        return jdbc.sql("""
            UPDATE study_model SET due_at = clock_timestamp() + make_interval(secs => :seconds)
            WHERE study_id = :study AND NOT %s
            """.formatted(ALLOWED))
                .param("study", studyId)
                .param("seconds", time.toMillis() / 1000.0)
                .params(allowance(most, budget))
                .update();
    }

    /**
     * Ends a refill: settles its cost, and notes what the study was like. After one that brought nothing the next waits, each
     * time for twice as long.
     *
     * @param made how many proposals it made; their numbers follow one another
     * @param waiting how many proposals wait now
     * @return the first of the proposals' numbers; empty if the claim had run out and another has the refill
     */
    Optional<Integer> settle(Claim claim, StudyView seen, int ended, Cost cost, int made, int waiting) {
        return jdbc.sql("""
            UPDATE study_model SET
                claim = NULL, claimed_until = NULL,
                calls = calls + :calls, tokens = tokens + :tokens, cost = cost + :money,
                reserved_calls = 0, reserved_tokens = 0, reserved_cost = 0,
                failures = CASE WHEN :made > 0 THEN 0 ELSE failures + 1 END,
                due_at = clock_timestamp() + make_interval(
                    secs => CASE WHEN :made > 0 THEN 0 ELSE least(:longest, power(2, least(failures, 20))) END),
                seen_best = :best, seen_space = :space, seen_ended = :ended,
                waiting = :waiting, missed = greatest(0, missed - greatest(:made, :missed)),
                next_proposal = next_proposal + :made
            WHERE study_id = :study AND claim = :claim
            RETURNING next_proposal - :made AS first
            """)
                .param("study", claim.studyId)
                .param("claim", claim.id)
                .param("calls", cost.calls())
                .param("tokens", cost.tokens())
                .param("money", cost.money())
                .param("made", made)
                .param("missed", claim.missed)
                .param("longest", LONGEST_PAUSE.toSeconds())
                .param("best", seen.progress().bestNumber())
                .param("space", seen.study().spaceVersion())
                .param("ended", ended)
                .param("waiting", waiting)
                .query((row, n) -> row.getInt("first"))
                .optional();
    }

    /**
     * How a study's refills stand.
     *
     * @param waiting how many proposals wait
     * @param hasTried whether a refill has ended
     * @param isComing whether one is at work, or may begin within the time that was asked for
     */
    public record Standing(int waiting, boolean hasTried, boolean isComing) {}

    /** How a study's refills stand; empty if it has no model. */
    public Optional<Standing> standing(long studyId, Duration patience) {
        return jdbc.sql("""
            SELECT waiting, failures + next_proposal > 0 AS tried,
                coalesce(claimed_until > clock_timestamp(), false)
                OR due_at <= clock_timestamp() + make_interval(secs => :patience) AS coming
            FROM study_model WHERE study_id = :study
            """)
                .param("study", studyId)
                .param("patience", patience.toMillis() / 1000.0)
                .query((row, n) ->
                        new Standing(row.getInt("waiting"), row.getBoolean("tried"), row.getBoolean("coming")))
                .optional();
    }

    /** Notes that an ask wanted a proposal and found none. */
    public int missed(long studyId) {
        return jdbc.sql("UPDATE study_model SET missed = missed + 1 WHERE study_id = :study AND missed < :most")
                .param("study", studyId)
                .param("most", Asking.MOST)
                .update();
    }

    /** Notes that so many more recorded proposals wait now. */
    int brought(long studyId, int count) {
        return jdbc.sql("UPDATE study_model SET waiting = waiting + :count WHERE study_id = :study")
                .param("study", studyId)
                .param("count", count)
                .update();
    }

    /** Notes that some proposals wait no more. */
    void taken(long studyId, int count) {
        jdbc.sql("UPDATE study_model SET waiting = waiting - :count WHERE study_id = :study")
                .param("study", studyId)
                .param("count", count)
                .update();
    }
}
