package dev.parley.trial;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Writes configurations as the JSON texts that are stored, and reads them back. */
@Component
public class ConfigurationFormat {

    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private final JsonMapper json;

    ConfigurationFormat(JsonMapper json) {
        this.json = json;
    }

    /** The active parameters' names and values, as one JSON object in the order of the space. */
    public String write(SearchSpace space, Configuration configuration) {
        return json.writeValueAsString(space.values(configuration));
    }

    /**
     * The configuration in a stored text.
     *
     * @throws dev.parley.optimizer.space.InvalidConfigurationException if it is no point of the space
     */
    public Configuration read(SearchSpace space, String text) {
        return space.configuration(json.readValue(text, VALUES));
    }

    /** A reader of many stored configurations of one space. */
    StoredConfigurations reader(SearchSpace space) {
        return new StoredConfigurations(space, json, this);
    }
}
