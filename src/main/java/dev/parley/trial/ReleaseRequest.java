package dev.parley.trial;

import jakarta.validation.constraints.NotBlank;

/**
 * A worker gives its trial back.
 *
 * @param lease the lease the trial runs under
 */
public record ReleaseRequest(@NotBlank String lease) {}
