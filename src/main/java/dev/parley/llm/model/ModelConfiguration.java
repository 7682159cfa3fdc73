package dev.parley.llm.model;

import dev.parley.study.Transactions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes the configured models, or those that are found by themselves. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({CallPolicy.class, ModelSearch.class})
class ModelConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ModelConfiguration.class);

    /** The name of a property or an environment variable that holds a key, however it is written. */
    private static final Pattern API_KEY = Pattern.compile("(?i)api[-_]?key$");

    @Bean
    Models models(Environment environment, ModelSearch search, ModelWorkshop workshop) {
        ModelProperties properties = ModelProperties.of(environment, search.variables());
        List<LanguageModel> models = properties.models().entrySet().stream()
                .map((Map.Entry<String, ModelSettings> entry) -> workshop.make(entry.getKey(), entry.getValue()))
                .toList();
        if (!models.isEmpty()) {
            log.info(
                    "Language models: {}; by default {}",
                    models.stream().map(ModelConfiguration::described).collect(Collectors.joining(", ")),
                    properties.defaultModel());
        }
        return new Models(models, properties.defaultModel());
    }

    @Bean
    TunedModels tunedModels(
            Environment environment,
            ModelSearch search,
            ModelWorkshop workshop,
            JdbcClient jdbc,
            Transactions transactions) {
        return new TunedModels(
                ModelProperties.of(environment, search.variables()).models(), workshop, jdbc, transactions);
    }

    /** Looks for an Ollama once the service is up, and keeps nobody waiting. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> ollamaSearch(Models models, ModelSearch search, ModelWorkshop workshop) {
        return ready -> {
            if (search.ollama() && models.all().isEmpty()) {
                Thread.ofVirtual()
                        .name("ollama-search")
                        .start(() -> FoundModels.inOllama(search.ollamaUrl()).ifPresent(settings -> {
                            LanguageModel model =
                                    workshop.make(settings.provider().toString(), settings);
                            models.found(model);
                            log.info("Found a language model: {}", described(model));
                        }));
            }
        };
    }

    /** Hides keys even where the actuator is told to show the values of properties. */
    @Bean
    SanitizingFunction hiddenKeys() {
        return property -> API_KEY.matcher(property.getKey()).find() ? property.withSanitizedValue() : property;
    }

    private static String described(LanguageModel model) {
        ModelCard card = model.card();
        return card.name() + " (" + card.provider() + " " + card.model() + ")";
    }
}
