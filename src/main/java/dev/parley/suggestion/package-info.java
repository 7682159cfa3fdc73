/** Asks: from a request to trials with suggested configurations. */
@NullMarked
package dev.parley.suggestion;

import org.jspecify.annotations.NullMarked;
