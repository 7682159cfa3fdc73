/** Tests of Parley as an algorithm of Katib. */
@NullMarked
package dev.parley.katib;

import org.jspecify.annotations.NullMarked;
