package dev.parley.trial;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.InvalidValueException;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads many stored configurations of one space, for one thread. It reads token by token, and looks up a discrete value's
 * coordinate once: a history of 100,000 trials holds few distinct ones.
 */
final class StoredConfigurations {

    /** How many values of a parameter are remembered. */
    private static final int MOST_REMEMBERED = 10_000;

    private final SearchSpace space;
    private final JsonMapper json;
    private final ConfigurationFormat format;
    private final Map<Object, Double>[] remembered;

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types cannot be made otherwise
    StoredConfigurations(SearchSpace space, JsonMapper json, ConfigurationFormat format) {
        this.space = space;
        this.json = json;
        this.format = format;
        this.remembered = new Map[space.size()];
        Arrays.setAll(remembered, p -> new HashMap<>());
    }

    /** The configuration in a stored text; empty if it is no point of the space. */
    Optional<Configuration> read(String text) {
        double[] coordinates = new double[space.size()];
        Arrays.fill(coordinates, Double.NaN);
        try (JsonParser parser = json.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                int parameter = space.indexOf(parser.currentName());
                parser.nextToken();
                if (parameter < 0) {
                    return Optional.empty();
                }
                coordinates[parameter] = coordinate(parameter, value(parser));
            }
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
        return space.isWhole(coordinates) ? Optional.of(new Configuration(coordinates)) : format.read(space, text);
    }

    private static Object value(JsonParser parser) {
        return switch (Objects.requireNonNull(parser.currentToken())) {
            // The database writes 1e300 with all its digits.
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == NumberType.BIG_INTEGER ? parser.getDoubleValue() : parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> parser.getString();
        };
    }

    private double coordinate(int parameter, Object value) {
        if (space.parameter(parameter).cardinality() == Long.MAX_VALUE) {
            return space.parameter(parameter).coordinate(value);
        }
        Map<Object, Double> known = remembered[parameter];
        @Nullable Double coordinate = known.get(value);
        if (coordinate == null) {
            coordinate = space.parameter(parameter).coordinate(value);
            if (known.size() < MOST_REMEMBERED) {
                known.put(value, coordinate);
            }
        }
        return coordinate;
    }
}
