/** Tests of watching finished studies. */
@NullMarked
package dev.parley.drift;

import org.jspecify.annotations.NullMarked;
