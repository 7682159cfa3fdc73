/** The rule that picks an engine for each ask. */
@NullMarked
package dev.parley.optimizer.auto;

import org.jspecify.annotations.NullMarked;
