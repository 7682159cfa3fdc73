/** The TPE engine: models the densities of good and of other configurations and suggests where their ratio is high. */
@NullMarked
package dev.parley.optimizer.tpe;

import org.jspecify.annotations.NullMarked;
