package dev.parley.postgres;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Has the pool of connections find a database that was away as soon as it is back, and migrations use connections of their own: one
 * of those waits in a transaction for as long as a migration takes, which a pooled one may not.
 */
@Configuration(proxyBeanMethods = false)
class PoolConfiguration {

    @Bean
    static BeanPostProcessor patientPool() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool
                        && pool.getDataSource() == null
                        && pool.getJdbcUrl() != null) {
                    pool.setDataSource(new PatientDataSource(connecting(pool), pool::isClosed));
                }
                return bean;
            }
        };
    }

    @Bean
    FlywayConfigurationCustomizer migrationsBesideThePool(DataSource database) {
        HikariDataSource pool = DataSourceUnwrapper.unwrap(database, HikariConfigMXBean.class, HikariDataSource.class);
        DataSource connecting = pool == null ? null : pool.getDataSource();
        return flyway -> {
            if (connecting != null && flyway.getDataSource() == database) {
                flyway.dataSource(connecting);
            }
        };
    }

    /** What the pool would make of its settings itself. */
    private static DriverDataSource connecting(HikariDataSource pool) {
        return new DriverDataSource(
                pool.getJdbcUrl(),
                pool.getDriverClassName(),
                pool.getDataSourceProperties(),
                pool.getUsername(),
                pool.getPassword());
    }
}
