/** The language model's part: the models that are configured, and what becomes of their answers. */
@NullMarked
package dev.parley.llm;

import org.jspecify.annotations.NullMarked;
