/** What trials report on their way, and whether one should stop early. */
@NullMarked
package dev.parley.report;

import org.jspecify.annotations.NullMarked;
