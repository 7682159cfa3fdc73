/** The Gaussian process engine: a model of the objective over the whole space, and the search for what improves on it. */
@NullMarked
package dev.parley.optimizer.gp;

import org.jspecify.annotations.NullMarked;
