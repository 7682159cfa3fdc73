/** Quasi-random search: the points of a scrambled Sobol sequence. */
@NullMarked
package dev.parley.optimizer.sobol;

import org.jspecify.annotations.NullMarked;
