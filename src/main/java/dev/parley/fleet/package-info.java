/** What the replicas do together, without a leader: take back trials whose leases ran out, and tidy up. */
@NullMarked
package dev.parley.fleet;

import org.jspecify.annotations.NullMarked;
