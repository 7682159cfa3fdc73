@NullMarked
package dev.parley.optimizer.auto;

import org.jspecify.annotations.NullMarked;
