/** Tests of what trials tell about parameters. */
@NullMarked
package dev.parley.optimizer.analysis;

import org.jspecify.annotations.NullMarked;
