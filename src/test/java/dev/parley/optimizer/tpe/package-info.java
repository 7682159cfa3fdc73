/** Tests of the TPE engine. */
@NullMarked
package dev.parley.optimizer.tpe;

import org.jspecify.annotations.NullMarked;
