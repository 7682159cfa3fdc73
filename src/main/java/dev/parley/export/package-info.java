/** Whole studies in the formats of others. */
@NullMarked
package dev.parley.export;

import org.jspecify.annotations.NullMarked;
