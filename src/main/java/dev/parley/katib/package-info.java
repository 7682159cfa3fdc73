/** Parley as an algorithm of Katib: a suggestion service over gRPC that makes of each experiment a study. */
@NullMarked
package dev.parley.katib;

import org.jspecify.annotations.NullMarked;
