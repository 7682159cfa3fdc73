package dev.parley.llm;

import dev.parley.llm.model.Models;
import dev.parley.study.ModelNames;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells the other rooms what they may know of the models. */
@Configuration(proxyBeanMethods = false)
class ProposalConfiguration {

    @Bean
    ModelNames modelNames(Models models, Exchanges exchanges) {
        return new ModelNames() {
            @Override
            public List<String> all() {
                return models.all().stream().map(model -> model.card().name()).toList();
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
