/** MLflow: each finished trial becomes a run there, in the background, once, whether MLflow is away for a while or not. */
@NullMarked
package dev.parley.mlflow;

import org.jspecify.annotations.NullMarked;
