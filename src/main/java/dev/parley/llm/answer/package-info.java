/** What comes back from a model: found in its text, repaired, and held to the search space. */
@NullMarked
package dev.parley.llm.answer;

import org.jspecify.annotations.NullMarked;
