package dev.parley.advice;

import dev.parley.trial.TrialResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came out best so far.
 *
 * @param trial with a single objective, the complete trial with the best value told, which may be luck; absent while there is
 *     none
 * @param recommended with a single objective, the configuration to use: of all tried, the one whose true value is expected to
 *     be the best; absent while there is none
 * @param front the trials of this page that no other dominates, by number, with several objectives
 * @param nextPageToken what gets the next page of the front; absent on the last
 */
public record BestResponse(
        @Nullable TrialResponse trial,
        @Nullable Recommendation recommended,
        @Nullable List<TrialResponse> front,
        @Nullable String nextPageToken) {}
