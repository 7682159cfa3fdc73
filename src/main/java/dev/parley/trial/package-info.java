/** Trials: their leases, outcomes and history, and the calls that tell, add and list them. */
@NullMarked
package dev.parley.trial;

import org.jspecify.annotations.NullMarked;
