package dev.parley.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A {@link ServiceTest} on the database of this run of the tests: one of its own, or a new one on the server that
 * {@code PARLEY_TEST_JDBC_URL} names (with {@code PARLEY_TEST_JDBC_USERNAME} and {@code PARLEY_TEST_JDBC_PASSWORD}; environment or
 * system properties). One such test goes at a time, beside those that have databases of their own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ServiceTest
@Execution(ExecutionMode.SAME_THREAD)
public @interface IntegrationTest {}
