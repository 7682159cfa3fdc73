/** Tests of the logging to MLflow, and an MLflow to log to. */
@NullMarked
package dev.parley.mlflow;

import org.jspecify.annotations.NullMarked;
