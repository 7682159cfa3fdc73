/** What configurations will tell, by the engine's surrogate and by language models, and how true that came. */
@NullMarked
package dev.parley.prediction;

import org.jspecify.annotations.NullMarked;
