package dev.parley.mlflow;

import java.time.Instant;

/**
 * One value of a metric.
 *
 * @param key the metric's name, as MLflow takes it
 * @param value any number, NaN and the infinities too
 * @param at when it was measured
 * @param step at which step
 */
record Point(String key, double value, Instant at, long step) {}
