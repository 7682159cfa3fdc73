package dev.parley.postgres;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Starts the embedded database where no other is configured; Spring stops it after everything that uses it. */
@Configuration(proxyBeanMethods = false)
@Conditional(PostgresConfiguration.NoOtherDatabase.class)
@EnableConfigurationProperties(PostgresProperties.class)
class PostgresConfiguration {

    @Bean(destroyMethod = "close")
    PostgresServer postgresServer(PostgresProperties properties) {
        return PostgresServer.start(new DataDirectory(properties.dataDir()), properties.durable());
    }

    @Bean
    JdbcConnectionDetails embeddedConnectionDetails(PostgresServer server) {
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return server.username();
            }

            @Override
            public String getPassword() {
                return server.password();
            }

            @Override
            public String getJdbcUrl() {
                return server.jdbcUrl();
            }
        };
    }

    static class NoOtherDatabase extends SpringBootCondition {

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            boolean embedded = EmbeddedMode.isOn(context.getEnvironment());
            return new ConditionOutcome(embedded, ConditionMessage.of("embedded database: " + embedded));
        }
    }
}
