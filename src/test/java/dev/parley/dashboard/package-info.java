/** Tests of what the page shows. */
@NullMarked
package dev.parley.dashboard;

import org.jspecify.annotations.NullMarked;
