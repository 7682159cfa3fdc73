package dev.parley.llm;

import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the exchanges with models, whole or as hashes, for some time and up to some size. */
@Component
public class Exchanges {

    private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Integer>> COUNTS = new TypeReference<>() {};

    /** What is kept of an exchange's texts. */
    enum Keeping {
        TEXTS,
        HASHES
    }

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Transactions transactions;
    private final Studies studies;
    private final Keeping keeping;
    private final Duration maxAge;
    private final int maxPerStudy;

    Exchanges(
            JdbcClient jdbc,
            JsonMapper json,
            Transactions transactions,
            Studies studies,
            @Value("${parley.exchanges.keep:texts}") Keeping keeping,
            @Value("${parley.exchanges.max-age:90d}") Duration maxAge,
            @Value("${parley.exchanges.max-per-study:1000}") int maxPerStudy) {
        this.jdbc = jdbc;
        this.json = json;
        this.transactions = transactions;
        this.studies = studies;
        this.keeping = keeping;
        this.maxAge = maxAge;
        this.maxPerStudy = maxPerStudy;
    }

    /** Keeps an exchange of a study. */
    void keep(long studyId, Exchange exchange) {
        boolean texts = keeping == Keeping.TEXTS;
        jdbc.sql("""
            INSERT INTO exchange (study_id, number, model, settings, prompt_hash, system_text, user_text, answer_hash, answer,
                outcome, reason, fates, input_tokens, output_tokens, cost, milliseconds, created_at)
            VALUES (:study, :number, :model, :settings::jsonb, :promptHash, :system, :prompt, :answerHash, :answer,
                :outcome, :reason, :fates::jsonb, :inputTokens, :outputTokens, :cost, :milliseconds, :createdAt)
            """)
                .param("study", studyId)
                .param("number", exchange.number())
                .param("model", exchange.model())
                .param("settings", json.writeValueAsString(exchange.settings()))
                .param("promptHash", HexFormat.of().parseHex(exchange.promptHash()))
                .param("system", texts ? exchange.system() : null)
                .param("prompt", texts ? exchange.prompt() : null)
                .param(
                        "answerHash",
                        exchange.answerHash() == null ? null : HexFormat.of().parseHex(exchange.answerHash()))
                .param("answer", texts ? exchange.answer() : null)
                .param("outcome", exchange.outcome())
                .param("reason", exchange.reason())
                .param("fates", json.writeValueAsString(exchange.fates()))
                .param("inputTokens", exchange.inputTokens())
                .param("outputTokens", exchange.outputTokens())
                .param("cost", exchange.cost())
                .param("milliseconds", exchange.milliseconds())
                .param("createdAt", exchange.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** The SHA-256 of texts, one after the other with a zero byte between, in hexadecimal digits. */
    static String hash(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < texts.length; i++) {
                if (i > 0) {
                    digest.update((byte) 0);
                }
                digest.update(texts[i].getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** One page of a study's exchanges, the latest first. */
    ExchangeList list(Project project, StudyName name, Page page) {
        int before = before(page.after());
        return transactions.read(() -> {
            long study = studies.find(project, name).study().id();
            List<Exchange> found = jdbc.sql("""
                SELECT * FROM exchange WHERE study_id = :study AND number < :before ORDER BY number DESC LIMIT :size
                """)
                    .param("study", study)
                    .param("before", before)
                    .param("size", page.size() + 1)
                    .query((row, n) -> exchange(row))
                    .list();
            return new ExchangeList(
                    page.cut(found), page.nextToken(found, exchange -> Integer.toString(exchange.number())));
        });
    }

    private static int before(@Nullable String place) {
        try {
            return place == null ? Integer.MAX_VALUE : Integer.parseInt(place);
        } catch (NumberFormatException e) {
            throw Page.malformedToken();
        }
    }

    private Exchange exchange(ResultSet row) throws SQLException {
        byte[] answerHash = row.getBytes("answer_hash");
        BigDecimal cost = row.getBigDecimal("cost");
        return new Exchange(
                row.getInt("number"),
                row.getString("model"),
                json.readValue(row.getString("settings"), SETTINGS),
                HexFormat.of().formatHex(row.getBytes("prompt_hash")),
                row.getString("system_text"),
                row.getString("user_text"),
                row.getString("answer"),
                answerHash == null ? null : HexFormat.of().formatHex(answerHash),
                row.getString("outcome"),
                row.getString("reason"),
                json.readValue(row.getString("fates"), COUNTS),
                row.getObject("input_tokens", Long.class),
                row.getObject("output_tokens", Long.class),
                cost == null ? null : (Double) cost.doubleValue(),
                row.getLong("milliseconds"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /** Forgets exchanges that are too old, and of each study those beyond the latest ones; answers how many. */
    public int purge() {
        return jdbc.sql("""
            DELETE FROM exchange e USING study_model m
            WHERE e.study_id = m.study_id
              AND (e.created_at < clock_timestamp() - make_interval(secs => :age) OR e.number < m.next_exchange - :most)
            """)
                .param("age", (double) maxAge.toSeconds())
                .param("most", maxPerStudy)
                .update();
    }
}
