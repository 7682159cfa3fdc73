/** What a study's results say: the best configuration, how sure that is, and whether more trials are worth it. */
@NullMarked
package dev.parley.advice;

import org.jspecify.annotations.NullMarked;
