/** What the trials of a study tell about its parameters. Pure. */
@NullMarked
package dev.parley.optimizer.analysis;

import org.jspecify.annotations.NullMarked;
