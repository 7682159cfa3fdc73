/** Random search: independent draws from the prior. */
@NullMarked
package dev.parley.optimizer.random;

import org.jspecify.annotations.NullMarked;
