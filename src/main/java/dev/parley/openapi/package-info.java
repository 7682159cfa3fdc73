/** How the HTTP API is described: what the OpenAPI document says beyond the annotations of controllers and records. */
@NullMarked
package dev.parley.openapi;

import org.jspecify.annotations.NullMarked;
