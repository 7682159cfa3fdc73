/** The search space: its parameters, their conditions, and the configurations that are points of it. */
@NullMarked
package dev.parley.optimizer.space;

import org.jspecify.annotations.NullMarked;
