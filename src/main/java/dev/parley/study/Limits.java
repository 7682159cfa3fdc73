package dev.parley.study;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * What ends or throttles a study; what is null does not.
 *
 * @param trials how many trials may get a number, imported ones not counted
 * @param parallel how many trials may run at once
 * @param seconds how long new trials are handed out, from the first ask on, pauses excluded
 * @param target the value of the one objective that is good enough
 * @param patience how many finished trials in a row may bring no improvement of the one objective
 */
@Embeddable
public record Limits(
        @Column(name = "limit_trials") @Min(1) @Max(2_000_000_000) @Nullable
        Long trials,

        @Column(name = "limit_parallel") @Min(1) @Nullable Integer parallel,

        @Column(name = "limit_seconds") @Min(1) @Max(3_155_760_000L) @Nullable
        Long seconds,

        @Column(name = "limit_target") @Finite @Nullable Double target,

        @Column(name = "limit_patience") @Min(1) @Nullable Integer patience) {

    static final Limits NONE = new Limits(null, null, null, null, null);
}
