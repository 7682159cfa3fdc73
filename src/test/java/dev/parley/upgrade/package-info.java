/** Databases that earlier versions of Parley filled, as today's finds them. */
@NullMarked
package dev.parley.upgrade;

import org.jspecify.annotations.NullMarked;
