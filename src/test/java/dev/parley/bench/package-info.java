/** Parley's strategies in a process of their own, for the comparison with other optimizers under {@code bench/}. */
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
