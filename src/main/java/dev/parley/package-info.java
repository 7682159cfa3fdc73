/** Parley: a hyperparameter-optimization service. */
@NullMarked
package dev.parley;

import org.jspecify.annotations.NullMarked;
