/** Optuna's studies: database files that come in as studies of Parley's, and studies that go out as such files. */
@NullMarked
package dev.parley.optuna;

import org.jspecify.annotations.NullMarked;
