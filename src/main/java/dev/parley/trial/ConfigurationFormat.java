package dev.parley.trial;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.InvalidConfigurationException;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
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

    /** The configuration in a stored text; empty if it is no point of the space, which may have changed since. */
    public Optional<Configuration> read(SearchSpace space, String text) {
        try {
            return Optional.of(space.configuration(json.readValue(text, VALUES)));
        } catch (InvalidConfigurationException e) {
            return Optional.empty();
        }
    }

    /** The values in a stored text by name, in the order of the space, whether they are a point of it or not. */
    SequencedMap<String, Object> values(SearchSpace space, String text) {
        Map<String, Object> stored = json.readValue(text, VALUES);
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        for (Parameter parameter : space.parameters()) {
            Object value = stored.get(parameter.name());
            if (value != null) {
                values.put(
                        parameter.name(), parameter instanceof FloatParameter ? ((Number) value).doubleValue() : value);
            }
        }
        return values;
    }

    /** A reader of many stored configurations of one space. */
    StoredConfigurations reader(SearchSpace space) {
        return new StoredConfigurations(space, json, this);
    }
}
