/** Studies: their definition, limits, state and progress. */
@NullMarked
package dev.parley.study;

import org.jspecify.annotations.NullMarked;
