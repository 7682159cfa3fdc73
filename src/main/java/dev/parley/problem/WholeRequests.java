package dev.parley.problem;

import jakarta.validation.Configuration;
import jakarta.validation.Path;
import jakarta.validation.TraversableResolver;
import java.lang.annotation.ElementType;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.stereotype.Component;

/**
 * Has every part of a request validated without asking whether JPA has loaded it, which the validator would do for each
 * value: requests are no entities.
 */
@Component
class WholeRequests implements ValidationConfigurationCustomizer, TraversableResolver {

    @Override
    public void customize(Configuration<?> configuration) {
        configuration.traversableResolver(this);
    }

    @Override
    public boolean isReachable(
            @Nullable Object object, Path.Node property, Class<?> root, Path pathToObject, ElementType type) {
        return true;
    }

    @Override
    public boolean isCascadable(
            @Nullable Object object, Path.Node property, Class<?> root, Path pathToObject, ElementType type) {
        return true;
    }
}
