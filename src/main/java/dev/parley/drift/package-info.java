/** Whether a finished study holds in use what it promised, and what follows where it does not. */
@NullMarked
package dev.parley.drift;

import org.jspecify.annotations.NullMarked;
