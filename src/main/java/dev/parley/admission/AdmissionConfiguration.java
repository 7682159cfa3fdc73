package dev.parley.admission;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.parley.observability.Metric;
import dev.parley.problem.Problems;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The places, the filter before them, and what keeps their time. Health, metrics and documentation need no place. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AdmissionProperties.class)
class AdmissionConfiguration {

    @Bean
    Places places(AdmissionProperties properties, DataSource database, MeterRegistry meters) {
        return measured(new Places(properties.terms(), () -> isWaitedFor(database)), "small", meters);
    }

    @Bean
    Places bulkPlaces(AdmissionProperties properties, DataSource database, MeterRegistry meters) {
        return measured(new Places(properties.bulkTerms(), () -> isWaitedFor(database)), "large", meters);
    }

    @Bean(destroyMethod = "close")
    Ticking ticking(Places places, Places bulkPlaces) {
        return new Ticking(places, bulkPlaces);
    }

    @Bean
    FilterRegistrationBean<Admission> admission(
            Places places, Places bulkPlaces, AdmissionProperties properties, Problems problems, MeterRegistry meters) {
        FilterRegistrationBean<Admission> filter =
                new FilterRegistrationBean<>(new Admission(places, bulkPlaces, properties, problems, meters));
        filter.addUrlPatterns("/api/*", "/mcp");
        filter.setDispatcherTypes(DispatcherType.REQUEST);
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    /** Whether all connections of the pool are taken and some request waits for one. */
    private static boolean isWaitedFor(DataSource database) {
        HikariDataSource pool = DataSourceUnwrapper.unwrap(database, HikariConfigMXBean.class, HikariDataSource.class);
        HikariPoolMXBean state = pool == null ? null : pool.getHikariPoolMXBean();
        return state != null && state.getThreadsAwaitingConnection() > 0;
    }

    private static Places measured(Places places, String bodies, MeterRegistry meters) {
        Metric.REQUESTS_WORKING.gauge(meters, places, Places::working, bodies);
        Metric.REQUESTS_WAITING.gauge(meters, places, Places::waiting, bodies);
        return places;
    }
}
