/** Pruners: rules that stop trials early by what they report. */
@NullMarked
package dev.parley.optimizer.pruning;

import org.jspecify.annotations.NullMarked;
