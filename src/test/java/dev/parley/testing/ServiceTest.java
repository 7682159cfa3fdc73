package dev.parley.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole service on a random port of 127.0.0.1, with a real PostgreSQL. Inject {@link Api} or a {@code RestTestClient}. It
 * delivers to no webhook, since the services of many tests share a database and each would take the others' messages; tests of that
 * set {@code parley.webhooks.interval}.
 */
@Target(ElementType.ANNOTATION_TYPE)
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
@AutoConfigureRestTestClient
@Import(Api.class)
@ContextConfiguration(initializers = TestDatabase.class)
@interface ServiceTest {}
