package dev.parley.katib;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class KatibConfigurationTests {

    @ParameterizedTest
    @ValueSource(strings = {"false", "off", "no", "0"})
    void listensToNobodyUnlessItIsEnabled(String enabled) {
        new ApplicationContextRunner()
                .withUserConfiguration(KatibConfiguration.class)
                .withPropertyValues("parley.katib.enabled=" + enabled)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(KatibServer.class));
    }
}
