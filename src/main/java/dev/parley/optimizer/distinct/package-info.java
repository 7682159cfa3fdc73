/** Suggestions without repeats: a decorator of every strategy. */
@NullMarked
package dev.parley.optimizer.distinct;

import org.jspecify.annotations.NullMarked;
