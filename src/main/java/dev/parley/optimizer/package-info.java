/** What every strategy shares: the history it reads, the draws it makes and the suggestions it gives; and what every pruner does. */
@NullMarked
package dev.parley.optimizer;

import org.jspecify.annotations.NullMarked;
