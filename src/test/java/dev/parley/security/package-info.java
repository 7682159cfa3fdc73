/** Tests of who may do what. */
@NullMarked
package dev.parley.security;

import org.jspecify.annotations.NullMarked;
