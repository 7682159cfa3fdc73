package dev.parley.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole service on a random port of 127.0.0.1, with a real PostgreSQL: one of its own for each run of the tests, or
 * a new database on the server that {@code PARLEY_TEST_JDBC_URL} names (with {@code PARLEY_TEST_JDBC_USERNAME} and
 * {@code PARLEY_TEST_JDBC_PASSWORD}; environment or system properties). Inject {@link Api} or a
 * {@code RestTestClient}. One such test goes at a time, beside those that have databases of their own. It delivers to no webhook, since the services of all tests share the database and each would take
 * the others' messages; tests of that set {@code parley.webhooks.interval}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "spring.main.banner-mode=off",
            // The services of many tests stay around, each with a pool of its own.
            "spring.datasource.hikari.minimum-idle=1",
            "spring.datasource.hikari.idle-timeout=10000",
            "parley.reaper.interval=100ms",
            "parley.webhooks.interval=1h",
            "parley.model-search.variables=false",
            "parley.model-search.ollama=false"
        })
@Execution(ExecutionMode.SAME_THREAD)
@AutoConfigureRestTestClient
@Import(Api.class)
@ContextConfiguration(initializers = TestDatabase.class)
public @interface IntegrationTest {}
