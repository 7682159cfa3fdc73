/** Which requests are taken on, and in what order, where more come than can be served. */
@NullMarked
package dev.parley.admission;

import org.jspecify.annotations.NullMarked;
