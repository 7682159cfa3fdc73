/** Webhooks: events of studies, signed and delivered to receivers outside, at least once. */
@NullMarked
package dev.parley.webhook;

import org.jspecify.annotations.NullMarked;
