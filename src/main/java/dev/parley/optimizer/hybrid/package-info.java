/** The mix of a language model's proposals with an engine's suggestions. */
@NullMarked
package dev.parley.optimizer.hybrid;

import org.jspecify.annotations.NullMarked;
