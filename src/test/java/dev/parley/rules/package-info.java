/** The state rules of studies and trials as a model, and random calls that are put to it and to the service. */
@NullMarked
package dev.parley.rules;

import org.jspecify.annotations.NullMarked;
