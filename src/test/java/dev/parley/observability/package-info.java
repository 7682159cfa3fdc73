/** Tests of the metrics. */
@NullMarked
package dev.parley.observability;

import org.jspecify.annotations.NullMarked;
