/** Tests of how problems are rendered. */
@NullMarked
package dev.parley.problem;

import org.jspecify.annotations.NullMarked;
