package dev.parley.llm;

import dev.parley.llm.model.Question.Spoken;
import dev.parley.llm.prompt.Ranges;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.InvalidConfigurationException;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.ModelMemory;
import dev.parley.study.ModelTerms;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private static final TypeReference<Map<String, List<Object>>> RANGES = new TypeReference<>() {};
    private static final TypeReference<List<Map<String, Object>>> CONFIGURATIONS = new TypeReference<>() {};

    private static final String IN_CONVERSATION =
            "WHERE study_id = :study AND kind = 'proposals' AND space_version = :space AND user_text IS NOT NULL"
                    + " AND answer IS NOT NULL";

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

    /** Whether texts are kept, and not only their hashes. */
    boolean keepTexts() {
        return keeping == Keeping.TEXTS;
    }

    /**
     * Keeps an exchange.
     *
     * @param told the study as the model was told of it
     * @param ended how many of its trials had ended
     * @param isWhole whether the model was told everything, and not only what was new
     */
    public void keep(StudyView told, int ended, boolean isWhole, Exchange exchange) {
        boolean texts = keepTexts();
        jdbc.sql("""
            INSERT INTO exchange (study_id, number, kind, model, settings, prompt_hash, system_text, user_text, answer_hash, answer,
                outcome, reason, fates, ranges, repeated, ended, space_version, whole, input_tokens, output_tokens, cost,
                milliseconds, created_at)
            VALUES (:study, :number, :kind, :model, :settings::jsonb, :promptHash, :system, :prompt, :answerHash, :answer,
                :outcome, :reason, :fates::jsonb, :ranges::jsonb, :repeated::jsonb, :ended, :space, :whole, :inputTokens, :outputTokens, :cost, :milliseconds, :createdAt)
            """)
                .param("study", told.study().id())
                .param("number", exchange.number())
                .param("kind", exchange.kind().toString())
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
                .param("ranges", exchange.ranges() == null ? null : json.writeValueAsString(exchange.ranges()))
                .param("repeated", exchange.repeated() == null ? null : json.writeValueAsString(exchange.repeated()))
                .param("ended", ended)
                .param("space", told.study().spaceVersion())
                .param("whole", isWhole)
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

    /**
     * One page of a study's exchanges, the latest first.
     *
     * @param trial only the one that this trial's configuration came from; all if null
     */
    ExchangeList list(Project project, StudyName name, @Nullable Integer trial, Page page) {
        int before = before(page.after());
        return transactions.read(() -> {
            long study = studies.find(project, name).study().id();
            List<Exchange> found = jdbc.sql("""
                SELECT * FROM exchange WHERE study_id = :study AND number < :before AND (:trial::integer IS NULL OR number IN
                  (SELECT exchange FROM proposal WHERE proposal.study_id = :study AND proposal.trial = :trial))
                ORDER BY number DESC LIMIT :size
                """)
                    .param("study", study)
                    .param("before", before)
                    .param("trial", trial)
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
                Exchange.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
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
                read(row.getString("ranges"), RANGES),
                read(row.getString("repeated"), CONFIGURATIONS),
                row.getObject("input_tokens", Long.class),
                row.getObject("output_tokens", Long.class),
                cost == null ? null : (Double) cost.doubleValue(),
                row.getLong("milliseconds"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private <T> @Nullable T read(@Nullable String text, TypeReference<T> type) {
        return text == null ? null : json.readValue(text, type);
    }

    /** What a study's exchanges tell of its model. */
    Remembered remembered(StudyView study) {
        ModelTerms terms = Objects.requireNonNull(study.terms().model());
        Optional<Said> said = terms.memory() == ModelMemory.CONVERSATION ? said(study) : Optional.empty();
        return new Remembered(
                repeated(study),
                terms.isLoop() ? ranges(study) : Ranges.WHOLE,
                said.map(some -> spoken(study, some)).orElse(List.of()),
                said.map(Said::ended).orElse(null));
    }

    /**
     * Where a conversation begins and ends.
     *
     * @param first the number of the first exchange in which the model was told everything
     * @param last the number of the last exchange
     * @param ended how many trials had ended then
     */
    private record Said(int first, int last, int ended) {}

    private List<Configuration> repeated(StudyView study) {
        return jdbc
                .sql("""
                    SELECT repeated::text FROM exchange WHERE study_id = :study AND kind = 'proposals' AND outcome = 'answered'
                    ORDER BY number DESC LIMIT 1
                    """)
                .param("study", study.study().id())
                .query((row, n) -> Optional.ofNullable(read(row.getString(1), CONFIGURATIONS)))
                .optional()
                .flatMap(found -> found)
                .stream()
                .flatMap(List::stream)
                .flatMap(values -> configuration(study.terms().space(), values).stream())
                .toList();
    }

    private static Optional<Configuration> configuration(SearchSpace space, Map<String, Object> values) {
        try {
            return Optional.of(space.configuration(values));
        } catch (InvalidConfigurationException e) {
            return Optional.empty(); // The space has changed since.
        }
    }

    private Ranges ranges(StudyView study) {
        return jdbc.sql("""
            SELECT ranges::text FROM exchange WHERE study_id = :study AND ranges IS NOT NULL ORDER BY number DESC LIMIT 1
            """)
                .param("study", study.study().id())
                .query((row, n) -> new Ranges(json.readValue(row.getString(1), RANGES)))
                .optional()
                .orElse(Ranges.WHOLE);
    }

    /** The conversation on the space in force; it begins anew when the space changes, or what it began with is forgotten. */
    private Optional<Said> said(StudyView study) {
        return jdbc.sql("""
            SELECT min(number) FILTER (WHERE whole) AS first, max(number) AS last, max(ended) AS ended FROM exchange
            """ + IN_CONVERSATION + " HAVING bool_or(whole)")
                .param("study", study.study().id())
                .param("space", study.study().spaceVersion())
                .query((row, n) -> new Said(row.getInt("first"), row.getInt("last"), row.getInt("ended")))
                .optional();
    }

    private List<Spoken> spoken(StudyView study, Said said) {
        return jdbc.sql("SELECT user_text, left(answer, :longest) AS answer FROM exchange " + IN_CONVERSATION
                        + " AND (number = :first OR number > :first AND number > :last - :most) ORDER BY number")
                .param("longest", Conversation.LONGEST_ANSWER)
                .param("study", study.study().id())
                .param("space", study.study().spaceVersion())
                .param("first", said.first)
                .param("last", said.last)
                .param("most", Conversation.MOST)
                .query((row, n) -> new Spoken(row.getString("user_text"), row.getString("answer")))
                .list();
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
