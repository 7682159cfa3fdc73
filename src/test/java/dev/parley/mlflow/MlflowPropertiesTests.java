package dev.parley.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MlflowPropertiesTests {

    @EnableConfigurationProperties(MlflowProperties.class)
    static class Bound {}

    private static ApplicationContextRunner with(String... properties) {
        return new ApplicationContextRunner().withUserConfiguration(Bound.class).withPropertyValues(properties);
    }

    @Test
    void defaultsAreSensible() {
        with("parley.mlflow.uri=http://mlflow:5000/base//").run(context -> {
            MlflowProperties properties = context.getBean(MlflowProperties.class);
            assertThat(properties.uri()).hasToString("http://mlflow:5000/base");
            assertThat(properties.experiment("default", "digits")).isEqualTo("parley/default/digits");
            assertThat(properties.studies()).isEqualTo(MlflowProperties.LoggedByDefault.ALL);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parley.mlflow.uri=mlflow:5000 | uri must be where",
                "parley.mlflow.uri=ftp://mlflow | uri must be where",
                "parley.mlflow.uri=http://u:hush@mlflow:5000 | must not hold a user",
                "parley.mlflow.uri=ftp://u:hush@mlflow:5000 | uri must be where",
                "parley.mlflow.uri=http://mlflow:5000/?a=b | without a query",
                "parley.mlflow.username=u | both or neither",
                "parley.mlflow.password=hush | both or neither",
                "parley.mlflow.experiment=all of them | must contain {study}",
                "parley.mlflow.experiment={study}/{user} | knows {project} and {study} alone",
                "parley.mlflow.timeout=0s | timeout must be",
                "parley.mlflow.claim=15s | longer than timeout and keep-interval together",
                "parley.mlflow.keep-interval=0s | keep-interval must be",
                "parley.mlflow.most-at-once=0 | 1 to 256",
            })
    void wrongOnesAreRefusedWithWords(String property, String words) {
        with("parley.mlflow.uri=http://mlflow:5000", property)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining(words.strip())
                        .hasMessageNotContaining("hush"));
    }

    @Test
    void aTokenAndAUserAreTooMuch() {
        with(
                        "parley.mlflow.uri=http://mlflow:5000",
                        "parley.mlflow.username=u",
                        "parley.mlflow.password=hush",
                        "parley.mlflow.token=hush")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("cannot be set both"));
    }

    @Test
    void whatIsSaidOfThemHoldsNoPassword() {
        with("parley.mlflow.uri=http://mlflow:5000", "parley.mlflow.username=u", "parley.mlflow.password=hush")
                .run(context -> assertThat(
                                context.getBean(MlflowProperties.class).toString())
                        .doesNotContain("hush"));
    }
}
