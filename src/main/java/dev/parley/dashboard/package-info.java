/** What the web page shows of studies beyond what workers need, thinned to what can be seen, and live. */
@NullMarked
package dev.parley.dashboard;

import org.jspecify.annotations.NullMarked;
