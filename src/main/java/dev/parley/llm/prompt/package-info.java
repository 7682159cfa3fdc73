/** What a model is told of a study, within a limit of tokens, and the form in which it has to answer. */
@NullMarked
package dev.parley.llm.prompt;

import org.jspecify.annotations.NullMarked;
