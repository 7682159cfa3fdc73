package dev.parley.trial;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Inserts new trials, one or ten thousand, with one statement that takes their columns as arrays. */
@Component
public class TrialWriter {

    private static final String INSERT = """
        INSERT INTO trial (study_id, number, state, origin, configuration, imported, draw, batch_draw,
            history_revision, fit_revision, fixed, revision, created_revision, finished_revision, worker, attempt, handout,
            lease_nonce, lease_seconds, lease_expires_at, values, standard_errors, scores, loss, violation, constraints,
            reason, attributes, rationale, created_at, started_at, finished_at)
        SELECT :study, number, state, origin, configuration::jsonb, imported, draw, batch_draw,
            history_revision, fit_revision, fixed::jsonb, revision, created_revision, finished_revision, worker, attempt, handout,
            lease_nonce, lease_seconds, lease_expires_at::timestamptz, outcome_values::double precision[],
            standard_errors::double precision[], scores::jsonb, loss, violation,
            constraints::jsonb, reason, attributes::jsonb, rationale,
            created_at::timestamptz, started_at::timestamptz, finished_at::timestamptz
        FROM unnest(:number::integer[], :state::text[], :origin::text[], :configuration::text[],
            :imported::boolean[], :draw::bigint[], :batchDraw::bigint[], :historyRevision::bigint[],
            :fitRevision::bigint[], :fixed::text[], :revision::bigint[], :createdRevision::bigint[], :finishedRevision::bigint[], :worker::text[],
            :attempt::integer[], :handout::integer[], :leaseNonce::integer[], :leaseSeconds::integer[],
            :leaseExpiresAt::text[], :values::text[], :standardErrors::text[], :scores::text[], :loss::double precision[], :violation::double precision[],
            :constraints::text[], :reason::text[], :attributes::text[], :rationale::text[],
            :createdAt::text[], :startedAt::text[], :finishedAt::text[])
            AS t (number, state, origin, configuration, imported, draw, batch_draw, history_revision, fit_revision, fixed, revision,
                created_revision, finished_revision, worker, attempt, handout, lease_nonce, lease_seconds,
                lease_expires_at, outcome_values, standard_errors, scores, loss, violation, constraints, reason, attributes, rationale,
                created_at, started_at, finished_at)
        """;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    TrialWriter(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Inserts trials of one study. */
    public void insert(List<Trial> trials) {
        if (trials.isEmpty()) {
            return;
        }
        jdbc.sql(INSERT)
                .param("study", trials.getFirst().id().studyId())
                .param("number", column(trials, Integer.class, Trial::number))
                .param("state", column(trials, String.class, t -> t.state().toString()))
                .param(
                        "origin",
                        column(trials, String.class, t -> t.provenance().origin()))
                .param("configuration", column(trials, String.class, Trial::configuration))
                .param("imported", column(trials, Boolean.class, Trial::isImported))
                .param("draw", column(trials, Long.class, t -> t.provenance().draw()))
                .param(
                        "batchDraw",
                        column(trials, Long.class, t -> t.provenance().batchDraw()))
                .param(
                        "historyRevision",
                        column(trials, Long.class, t -> t.provenance().historyRevision()))
                .param(
                        "fitRevision",
                        column(trials, Long.class, t -> t.provenance().fitRevision()))
                .param("fixed", column(trials, String.class, t -> t.provenance().fixed()))
                .param("revision", column(trials, Long.class, Trial::revision))
                .param("createdRevision", column(trials, Long.class, Trial::createdRevision))
                .param("finishedRevision", column(trials, Long.class, Trial::finishedRevision))
                .param("worker", column(trials, String.class, t -> t.claim().worker()))
                .param("attempt", column(trials, Integer.class, t -> t.claim().attempt()))
                .param("handout", column(trials, Integer.class, t -> t.claim().handout()))
                .param(
                        "leaseNonce",
                        column(trials, Integer.class, t -> t.claim().leaseNonce()))
                .param(
                        "leaseSeconds",
                        column(trials, Integer.class, t -> t.claim().leaseSeconds()))
                .param(
                        "leaseExpiresAt",
                        column(trials, String.class, t -> text(t.claim().leaseExpiresAt())))
                .param(
                        "values",
                        column(trials, String.class, t -> text(t.recorded().values())))
                .param(
                        "standardErrors",
                        column(trials, String.class, t -> text(t.recorded().standardErrors())))
                .param(
                        "scores",
                        column(trials, String.class, t -> json(t.recorded().scores())))
                .param("loss", column(trials, Double.class, t -> t.recorded().loss()))
                .param(
                        "violation",
                        column(trials, Double.class, t -> t.recorded().violation()))
                .param(
                        "constraints",
                        column(trials, String.class, t -> json(t.recorded().constraints())))
                .param("reason", column(trials, String.class, Trial::reason))
                .param(
                        "attributes",
                        column(trials, String.class, t -> json(t.recorded().attributes())))
                .param(
                        "rationale",
                        column(trials, String.class, t -> t.provenance().rationale()))
                .param("createdAt", column(trials, String.class, t -> text(t.createdAt())))
                .param("startedAt", column(trials, String.class, t -> text(t.startedAt())))
                .param("finishedAt", column(trials, String.class, t -> text(t.finishedAt())))
                .update();
    }

    private static <T> @Nullable T[] column(List<Trial> trials, Class<T> type, Function<Trial, @Nullable T> getter) {
        @SuppressWarnings("unchecked") // an array of that very type
        @Nullable
        T[] column = (T[]) java.lang.reflect.Array.newInstance(type, trials.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = getter.apply(trials.get(i));
        }
        return column;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC).toString();
    }

    /** A PostgreSQL array literal: {@code {0.5,1.0E-5}}. */
    private static @Nullable String text(double @Nullable [] values) {
        if (values == null) {
            return null;
        }
        StringBuilder literal = new StringBuilder("{");
        for (double value : values) {
            literal.append(literal.length() == 1 ? "" : ",").append(value);
        }
        return literal.append('}').toString();
    }

    private @Nullable String json(@Nullable Object value) {
        return value == null ? null : Objects.requireNonNull(json.writeValueAsString(value));
    }
}
