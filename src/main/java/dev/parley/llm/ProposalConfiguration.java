package dev.parley.llm;

import dev.parley.llm.model.Models;
import dev.parley.llm.model.TunedModel;
import dev.parley.llm.model.TunedModels;
import dev.parley.study.ModelNames;
import dev.parley.study.ModelNames.Use;
import dev.parley.study.Project;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells the other rooms what they may know of the models. */
@Configuration(proxyBeanMethods = false)
class ProposalConfiguration {

    private static String fault(TunedModel model, Use use) {
        return switch (model.standing()) {
            case CANDIDATE -> "must be a usable model: this one is still being evaluated";
            case REJECTED -> "must be a usable model: this one was no better than its base";
            case USABLE ->
                switch (use) {
                    case PROPOSALS -> "must be a model that proposes: this one was taught to predict scores";
                    case PREDICTIONS -> "must be a model that predicts scores: this one was taught to propose";
                };
        };
    }

    @Bean
    ModelNames modelNames(Models models, TunedModels tuned, Exchanges exchanges) {
        return new ModelNames() {
            @Override
            public List<String> all(Project project, Use use) {
                return Stream.concat(
                                models.all().stream().map(model -> model.card().name()),
                                tuned.all(project).stream()
                                        .filter(model -> model.isUsable(use))
                                        .map(TunedModel::name))
                        .distinct()
                        .sorted()
                        .toList();
            }

            @Override
            public String fault(Project project, String name, Use use) {
                List<String> all = all(project, use);
                return tuned.all(project).stream()
                        .filter(model -> model.name().equals(name))
                        .findFirst()
                        .map(model -> ProposalConfiguration.fault(model, use))
                        .orElse(
                                all.isEmpty()
                                        ? "must be left out: no model is configured"
                                        : "must be one of " + String.join(", ", all));
            }

            @Override
            public Optional<String> byDefault() {
                return models.byDefault().map(model -> model.card().name());
            }

            @Override
            public boolean keepsTexts() {
                return exchanges.keepTexts();
            }
        };
    }
}
