@NullMarked
package dev.parley.optimizer.hybrid;

import org.jspecify.annotations.NullMarked;
