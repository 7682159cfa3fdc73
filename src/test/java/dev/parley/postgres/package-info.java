/** Tests of the embedded database. */
@NullMarked
package dev.parley.postgres;

import org.jspecify.annotations.NullMarked;
