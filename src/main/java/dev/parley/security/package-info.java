/** Who may do what: keys, their projects and roles, and where the service listens. */
@NullMarked
package dev.parley.security;

import org.jspecify.annotations.NullMarked;
