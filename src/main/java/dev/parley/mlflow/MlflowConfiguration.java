package dev.parley.mlflow;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** What logs to MLflow, where {@code parley.mlflow.uri} is set; else nothing of it is there. */
@Configuration(proxyBeanMethods = false)
@Conditional(MlflowConfiguration.HasServer.class)
@EnableConfigurationProperties(MlflowProperties.class)
@Import({
    StudyMarks.class,
    RunLedger.class,
    EndedTrials.class,
    MlflowServer.class,
    Claims.class,
    StudyLogging.class,
    Lookout.class,
    Dispatch.class
})
class MlflowConfiguration {

    /** Whether a server is named. */
    static final class HasServer implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("parley.mlflow.uri"));
        }
    }
}
