/** Search spaces that a model drafts from a description. */
@NullMarked
package dev.parley.llm.draft;

import org.jspecify.annotations.NullMarked;
