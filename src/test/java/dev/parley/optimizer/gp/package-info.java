@NullMarked
package dev.parley.optimizer.gp;

import org.jspecify.annotations.NullMarked;
