package dev.parley.llm.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;

/**
 * The models that are configured. They are bound by hand: no bean of properties holds a key, a misspelt property is refused,
 * and what is wrong is said without the value.
 *
 * @param models the models by name, in the names' order
 * @param defaultModel the one that studies take which name none; null where there is no model
 */
record ModelProperties(
        Map<String, ModelSettings> models, @Nullable String defaultModel) {

    private static final String MODELS = "parley.models";
    private static final String DEFAULT = "parley.default-model";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    ModelProperties {
        models = new LinkedHashMap<>(new TreeMap<>(models));
        for (String name : models.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new ModelConfigurationException(
                        MODELS + " has the name '" + name + "', which does not match " + NAME, null);
            }
        }
        if (defaultModel == null && models.size() > 1) {
            throw new ModelConfigurationException(
                    DEFAULT + " must be one of " + String.join(", ", models.keySet()), null);
        }
        if (defaultModel != null && !models.containsKey(defaultModel)) {
            throw new ModelConfigurationException(
                    DEFAULT + " is '" + defaultModel + "', but " + MODELS
                            + (models.isEmpty() ? " has none" : " has only " + String.join(", ", models.keySet())),
                    null);
        }
        if (defaultModel == null && models.size() == 1) {
            defaultModel = models.keySet().iterator().next();
        }
    }

    /** What is configured; else what the usual variables hold keys for, the first of them as the default. */
    static ModelProperties of(Environment environment, boolean lookAtVariables) {
        Binder binder = Binder.get(environment);
        BindHandler strict = new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
        try {
            Map<String, ModelSettings> models = binder.bind(
                            MODELS, Bindable.mapOf(String.class, ModelSettings.class), strict)
                    .orElseGet(Map::of);
            String defaultModel = binder.bind(DEFAULT, String.class).orElse(null);
            if (models.isEmpty() && lookAtVariables) {
                models = FoundModels.inVariables(environment);
                defaultModel = defaultModel == null && !models.isEmpty()
                        ? models.keySet().iterator().next()
                        : defaultModel;
            }
            return new ModelProperties(models, defaultModel);
        } catch (BindException failure) {
            throw new ModelConfigurationException(failure.getName() + ": " + reason(failure), failure);
        }
    }

    private static String reason(BindException failure) {
        Class<?> type = failure.getTarget().getType().resolve(Object.class);
        if (!(failure.getCause() instanceof ConversionException)) {
            return innermost(failure);
        }
        return type.isEnum()
                ? "must be one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Object::toString)
                                .collect(Collectors.joining(", "))
                : "cannot be read as a " + type.getSimpleName();
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }
}
