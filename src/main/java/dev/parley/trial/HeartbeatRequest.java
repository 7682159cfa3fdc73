package dev.parley.trial;

import dev.parley.study.LeaseTerms;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/**
 * A worker's sign of life.
 *
 * @param lease the lease the trial runs under
 * @param leaseSeconds how long the lease is to last from now; as long as when the trial was handed out if null
 */
public record HeartbeatRequest(
        @NotBlank String lease,
        @Min(1) @Max(LeaseTerms.MAX_SECONDS) @Nullable Integer leaseSeconds) {}
