package dev.parley.llm.model;

import dev.parley.study.ModelNames;
import dev.parley.study.Project;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The language models that a project may use: those that are configured, and its own fine-tuned ones that are usable. */
@Component
public class ProjectModels {

    private final Models models;
    private final TunedModels tuned;

    ProjectModels(Models models, TunedModels tuned) {
        this.models = models;
        this.tuned = tuned;
    }

    /** The model of this name, or the default one for null; a configured one comes before a fine-tuned one of the same name. */
    public Optional<LanguageModel> find(Project project, @Nullable String name, ModelNames.Use use) {
        return name == null ? models.byDefault() : models.find(name).or(() -> tuned.usable(project, name, use));
    }
}
