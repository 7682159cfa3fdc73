/** The default database: a PostgreSQL of Parley's own, for those who bring none. */
@NullMarked
package dev.parley.postgres;

import org.jspecify.annotations.NullMarked;
