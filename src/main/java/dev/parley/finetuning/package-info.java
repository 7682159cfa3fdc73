/** Fine-tunes language models on the trials of past studies: data sets, jobs, and whether the result is better than its base. */
@NullMarked
package dev.parley.finetuning;

import org.jspecify.annotations.NullMarked;
