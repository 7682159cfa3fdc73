package dev.parley.trial;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came out best so far.
 *
 * @param trial the best complete trial, with a single objective; absent while there is none
 * @param front the trials that no other dominates, by number, with several objectives
 */
public record BestResponse(
        @Nullable TrialResponse trial, @Nullable List<TrialResponse> front) {}
