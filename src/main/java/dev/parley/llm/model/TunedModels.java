package dev.parley.llm.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.llm.model.TunedModel.Standing;
import dev.parley.study.ModelNames;
import dev.parley.study.Project;
import dev.parley.study.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The fine-tuned models of each project. They live in the database, so that every replica knows them without a restart: a
 * moment after they change.
 */
public final class TunedModels {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration IN_USE = Duration.ofHours(1);

    private record Key(Project project, TunedModel model) {}

    private final Map<String, ModelSettings> bases;
    private final ModelWorkshop workshop;
    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final Cache<Project, List<TunedModel>> known =
            Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(10_000).build();
    private final Cache<Key, LanguageModel> made =
            Caffeine.newBuilder().expireAfterAccess(IN_USE).maximumSize(1_000).build();

    TunedModels(Map<String, ModelSettings> bases, ModelWorkshop workshop, JdbcClient jdbc, Transactions transactions) {
        this.bases = Map.copyOf(bases);
        this.workshop = workshop;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** The fine-tuning interface of a configured model's provider; empty if there is none that Parley speaks. */
    public Optional<Trainer> trainer(String base) {
        return Optional.ofNullable(bases.get(base))
                .filter(settings -> settings.provider() == Provider.OPENAI)
                .map(OpenAiTrainer::new);
    }

    /** A project's models by name, in whatever standing; those whose base is not configured any more are left out. */
    public List<TunedModel> all(Project project) {
        return known.get(project, this::read);
    }

    private List<TunedModel> read(Project project) {
        return transactions.read(() -> jdbc
                .sql("SELECT * FROM tuned_model WHERE project = :project ORDER BY name")
                .param("project", project.name())
                .query((row, n) -> new TunedModel(
                        row.getString("name"),
                        row.getString("base"),
                        row.getString("purpose"),
                        row.getString("model"),
                        Standing.of(row.getString("standing"))))
                .list()
                .stream()
                .filter(model -> bases.containsKey(model.base()))
                .toList());
    }

    /** A project's model that may be used for this. */
    public Optional<LanguageModel> usable(Project project, String name, ModelNames.Use use) {
        return all(project).stream()
                .filter(model -> model.name().equals(name) && model.isUsable(use))
                .findFirst()
                .map(model -> model(project, model));
    }

    /** A model to be asked, in whatever standing. */
    public LanguageModel model(Project project, TunedModel model) {
        Key key = new Key(project, new TunedModel(model.name(), model.base(), "", model.model(), Standing.CANDIDATE));
        return made.get(key, absent -> {
            ModelSettings base = bases.get(model.base());
            if (base == null) {
                throw new IllegalArgumentException("the model " + model.base() + " is not configured");
            }
            return workshop.make(model.name(), base.of(model.model()), model.base());
        });
    }

    /** Adds a model, or replaces the one of this name; within the caller's transaction. */
    public void put(Project project, TunedModel model) {
        jdbc.sql("""
            INSERT INTO tuned_model (project, name, base, purpose, model, standing)
            VALUES (:project, :name, :base, :purpose, :model, :standing)
            ON CONFLICT (project, name) DO UPDATE SET base = excluded.base, purpose = excluded.purpose,
                model = excluded.model, standing = excluded.standing
            """)
                .param("project", project.name())
                .param("name", model.name())
                .param("base", model.base())
                .param("purpose", model.purpose())
                .param("model", model.model())
                .param("standing", model.standing().toString())
                .update();
        known.invalidate(project);
    }

    /** Removes a model; within the caller's transaction. */
    public void remove(Project project, String name) {
        jdbc.sql("DELETE FROM tuned_model WHERE project = :project AND name = :name")
                .param("project", project.name())
                .param("name", name)
                .update();
        known.invalidate(project);
    }
}
