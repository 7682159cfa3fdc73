@NullMarked
package dev.parley.admission;

import org.jspecify.annotations.NullMarked;
