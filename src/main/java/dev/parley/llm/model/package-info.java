/** The configured language models, the state they are in, and one call to one of them. */
@NullMarked
package dev.parley.llm.model;

import org.jspecify.annotations.NullMarked;
