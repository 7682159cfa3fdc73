/** What the tests share: fixtures, contracts and the source formatter. */
@NullMarked
package dev.parley.testing;

import org.jspecify.annotations.NullMarked;
