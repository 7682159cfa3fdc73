package dev.parley.suggestion;

import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Surrogate;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyTerms;
import dev.parley.study.Transactions;
import dev.parley.trial.ConfigurationFormat;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Computes suggestions again from what is stored. */
final class Recomputation {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final Studies studies;
    private final ConfigurationFormat format;
    private final Suggesting suggesting;
    private final Surrogate surrogate;
    private final StudyStrategies strategies;
    private final JsonMapper json;

    Recomputation(
            JdbcClient jdbc,
            Transactions transactions,
            Studies studies,
            ConfigurationFormat format,
            Suggesting suggesting,
            Surrogate surrogate,
            StudyStrategies strategies,
            JsonMapper json) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.studies = studies;
        this.format = format;
        this.suggesting = suggesting;
        this.surrogate = surrogate;
        this.strategies = strategies;
        this.json = json;
    }

    /** A trial as it is stored. */
    record Stored(
            long studyId,
            int number,
            String state,
            String origin,
            String configuration,
            double[] values,
            double violation,
            @Nullable Long draw,
            @Nullable Long batchDraw,
            @Nullable Long historyRevision,
            @Nullable Long fitRevision,
            @Nullable String fixed,
            @Nullable String turn,
            long createdRevision,
            @Nullable Long finishedRevision) {

        static Stored of(ResultSet row, int n) throws SQLException {
            Array values = row.getArray("values");
            Double[] boxed = values == null ? new Double[0] : (Double[]) values.getArray();
            return new Stored(
                    row.getLong("study_id"),
                    row.getInt("number"),
                    row.getString("state"),
                    row.getString("origin"),
                    row.getString("configuration"),
                    Stream.of(boxed).mapToDouble(Double::doubleValue).toArray(),
                    row.getDouble("violation"),
                    row.getObject("draw", Long.class),
                    row.getObject("batch_draw", Long.class),
                    row.getObject("history_revision", Long.class),
                    row.getObject("fit_revision", Long.class),
                    row.getString("fixed"),
                    row.getString("turn"),
                    row.getLong("created_revision"),
                    row.getObject("finished_revision", Long.class));
        }

        /** What was known of it at a revision at which it existed. */
        Observation at(long revision, Configuration configuration) {
            if (finishedRevision == null || finishedRevision > revision) {
                return new Observation(number, configuration, Standing.PENDING, new double[0], 0).withTurn(turnTaken());
            }
            Standing standing = switch (state) {
                case "complete" -> Standing.COMPLETE;
                case "pruned" -> Standing.PRUNED;
                case "infeasible" -> Standing.INFEASIBLE;
                default -> Standing.IGNORED;
            };
            return new Observation(
                            number,
                            configuration,
                            standing,
                            values,
                            violation,
                            Double.NaN,
                            new double[0],
                            finishedRevision)
                    .withTurn(turnTaken());
        }

        private Turn turnTaken() {
            return turn == null ? Turn.NONE : Turn.valueOf(turn.toUpperCase(Locale.ROOT));
        }

        /** What is known of it where the space does not have its configuration. */
        Observation outside(SearchSpace space) {
            return new Observation(number, Configuration.none(space), Standing.IGNORED, new double[0], 0);
        }
    }

    /** A study's trials, by number. */
    List<Stored> stored(String study) {
        return jdbc.sql("SELECT study_id, number, state, origin, configuration::text, values, violation, draw,"
                        + " batch_draw, history_revision, fit_revision, fixed::text, turn, created_revision,"
                        + " finished_revision FROM trial JOIN study USING (study_id) WHERE name = ? ORDER BY"
                        + " number")
                .param(study)
                .query(Stored::of)
                .list();
    }

    /** The terms of a study. */
    StudyTerms terms(String study) {
        return transactions
                .read(() -> studies.find(Project.DEFAULT, new StudyName(study)))
                .terms();
    }

    /** A trial's configuration; empty if the space does not have it. */
    Optional<Configuration> configuration(Stored trial, SearchSpace space) {
        return format.read(space, trial.configuration);
    }

    /** What a trial's configuration is computed to be from what was known then. */
    Configuration recomputed(Stored trial, List<Stored> trials, StudyTerms terms) {
        Strategy engine = strategies.of(
                transactions.read(() -> studies.find(trial.studyId)).orElseThrow());
        History history = history(trials, terms, Objects.requireNonNull(trial.historyRevision));
        Fit fit = trial.fitRevision == null
                ? null
                : engine.fit(terms.space(), terms.objectives(), history(trials, terms, trial.fitRevision));
        long batchDraw = Objects.requireNonNull(trial.batchDraw);
        boolean defaultsDue = trials.stream()
                .anyMatch(other -> other.origin.equals("default") && Objects.equals(other.draw, batchDraw));
        int count = (int) (Objects.requireNonNull(trial.draw) - batchDraw) + 1;
        int retests = (int) trials.stream()
                .filter(other -> other.origin.equals("retest")
                        && Objects.equals(other.batchDraw, batchDraw)
                        && Objects.requireNonNull(other.draw) < batchDraw + count)
                .count();
        Suggesting.Prepared prepared = new Suggesting.Prepared(
                fit,
                retests == 0 ? null : SurrogateFits.fit(surrogate, terms, history),
                retests,
                new Counsel(proposals(trial, terms), foretold(trial, terms)));
        List<Suggestion> suggestions = suggesting.suggest(
                terms, engine, history, prepared, defaultsDue, fixed(trial, terms), batchDraw, count);
        return suggestions.getLast().configuration();
    }

    /** What was known at a revision. */
    private History history(List<Stored> trials, StudyTerms terms, long revision) {
        return History.empty(terms.space(), terms.objectives().size())
                .with(trials.stream()
                        .filter(trial -> trial.createdRevision <= revision)
                        .map(trial -> configuration(trial, terms.space())
                                .map(configuration -> trial.at(revision, configuration))
                                .orElseGet(() -> trial.outside(terms.space())))
                        .toList());
    }

    private Configuration fixed(Stored trial, StudyTerms terms) {
        return trial.fixed == null
                ? Configuration.none(terms.space())
                : terms.space().fixed(json.readValue(trial.fixed, new TypeReference<Map<String, Object>>() {}));
    }

    /** What the study's model had foretold by the revision a trial was computed from. */
    private List<Foretold> foretold(Stored trial, StudyTerms terms) {
        return jdbc.sql("""
            SELECT configuration::text AS configuration, mean, revision, made_at, upper(origin) AS origin FROM prediction
            WHERE study_id = ? AND foretold_revision <= ? ORDER BY prediction_id
            """)
                .param(trial.studyId)
                .param(trial.historyRevision)
                .query((row, n) -> new Foretold(
                        format.read(terms.space(), row.getString("configuration"))
                                .orElseThrow(),
                        row.getDouble("mean"),
                        row.getLong("revision"),
                        row.getInt("made_at"),
                        row.getString("origin") == null ? null : Origin.valueOf(row.getString("origin"))))
                .list();
    }

    /** The proposals that waited at the revision a trial was computed from. */
    private List<Proposal> proposals(Stored trial, StudyTerms terms) {
        return jdbc.sql("""
            SELECT number, rank, made_at, configuration::text AS configuration FROM proposal
            WHERE study_id = ? AND created_revision <= ? AND coalesce(ended_revision, ? + 1) > ? ORDER BY number
            """)
                .param(trial.studyId)
                .param(trial.historyRevision)
                .param(trial.historyRevision)
                .param(trial.historyRevision)
                .query((row, n) -> new Proposal(
                        row.getInt("number"),
                        format.read(terms.space(), row.getString("configuration"))
                                .orElseThrow(),
                        row.getInt("rank"),
                        row.getInt("made_at")))
                .list();
    }
}
