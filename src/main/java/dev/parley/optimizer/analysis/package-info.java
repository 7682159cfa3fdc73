/** What can be read from a history besides the next suggestion. */
@NullMarked
package dev.parley.optimizer.analysis;

import org.jspecify.annotations.NullMarked;
