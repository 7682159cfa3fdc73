package dev.parley.llm;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a study's exchanges, the latest first.
 *
 * @param exchanges the exchanges
 * @param nextPageToken what to ask the next page with; null on the last one
 */
record ExchangeList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Exchange> exchanges,
        @Nullable String nextPageToken) {}
