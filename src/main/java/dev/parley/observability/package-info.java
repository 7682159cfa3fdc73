/** What Parley measures: every metric's name, tags and unit in one enum. */
@NullMarked
package dev.parley.observability;

import org.jspecify.annotations.NullMarked;
