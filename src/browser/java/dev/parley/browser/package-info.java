/** The page in a real browser: {@code ./mvnw -Pbrowser verify}. */
@NullMarked
package dev.parley.browser;

import org.jspecify.annotations.NullMarked;
