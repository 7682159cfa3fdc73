/** What can go wrong for a client: every problem type of RFC 9457 in one enum, and how each is rendered. */
@NullMarked
package dev.parley.problem;

import org.jspecify.annotations.NullMarked;
