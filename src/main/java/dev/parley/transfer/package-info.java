/** What earlier studies teach a new one: which of them resemble it, and what was copied of them. */
@NullMarked
package dev.parley.transfer;

import org.jspecify.annotations.NullMarked;
