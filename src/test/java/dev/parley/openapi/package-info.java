/** What holds for the OpenAPI document. */
@NullMarked
package dev.parley.openapi;

import org.jspecify.annotations.NullMarked;
