/** What a language model predicts of configurations: their scores, with a spread. */
@NullMarked
package dev.parley.llm.prediction;

import org.jspecify.annotations.NullMarked;
