package dev.parley.katib;

import dev.parley.study.Studies;
import dev.parley.study.StudyService;
import dev.parley.study.Transactions;
import dev.parley.suggestion.SuggestionService;
import dev.parley.trial.ConfigurationFormat;
import dev.parley.trial.LeaseClock;
import dev.parley.trial.TrialAdding;
import dev.parley.trial.TrialService;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.Validator;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nothing of this room, nor of gRPC, is loaded unless it is enabled. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("parley.katib.enabled")
@EnableConfigurationProperties(KatibProperties.class)
class KatibConfiguration {

    @Bean
    KatibResults katibResults(
            TrialService trials, TrialAdding adding, LeaseClock leases, ConfigurationFormat format, JdbcClient jdbc) {
        return new KatibResults(trials, adding, leases, format, jdbc);
    }

    @Bean
    ExperimentService experimentService(
            KatibProperties properties,
            StudyService studies,
            SuggestionService suggestions,
            KnownExperiments known,
            KatibResults results,
            Validator validator) {
        return new ExperimentService(properties.owner(), studies, suggestions, known, results, validator);
    }

    @Bean
    KnownExperiments knownExperiments(
            Transactions transactions, Studies studies, JdbcClient jdbc, DataSource database) {
        return new KnownExperiments(transactions, studies, jdbc, database);
    }

    @Bean
    KatibServer katibServer(KatibProperties properties, ExperimentService experiments, MeterRegistry meters) {
        return new KatibServer(properties.socket(), new SuggestionEndpoint(experiments, meters));
    }
}
