package dev.parley.llm.model;

import java.time.Clock;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/** Puts a model together from its settings. */
@Component
class ModelWorkshop {

    private final RequestPace pace;
    private final CallPolicy policy;
    private final ModelMeters meters;
    private final Clock clock = Clock.systemUTC();
    private final RandomGenerator random = new Random();

    ModelWorkshop(RequestPace pace, CallPolicy policy, ModelMeters meters) {
        this.pace = pace;
        this.policy = policy;
        this.meters = meters;
    }

    LanguageModel make(String name, ModelSettings settings) {
        return make(name, settings, name);
    }

    /**
     * Puts a model together that shares another one's requests a minute, and is measured as that one.
     *
     * @param account the other one's name
     */
    LanguageModel make(String name, ModelSettings settings, String account) {
        return new ConfiguredModel(
                ModelCard.of(name, settings),
                account,
                new Endpoint(ChatModels.of(settings), settings.apiKey()),
                new Circuit(name, policy, clock),
                pace,
                policy,
                meters,
                random);
    }
}
