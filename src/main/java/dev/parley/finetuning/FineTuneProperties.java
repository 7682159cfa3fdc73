package dev.parley.finetuning;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patiently fine-tunings are worked on, {@code parley.fine-tunes.*}.
 *
 * @param pollInterval how long to wait at least before looking after a training again
 * @param firstPause how long to wait after a request that failed; each further pause is twice as long, up to five minutes
 * @param attempts the most attempts at one request
 * @param longestTraining after how long a training is given up
 */
@ConfigurationProperties("parley.fine-tunes")
record FineTuneProperties(
        @DefaultValue("10s") Duration pollInterval,
        @DefaultValue("2s") Duration firstPause,
        @DefaultValue("8") int attempts,
        @DefaultValue("2d") Duration longestTraining) {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** How long to wait after so many failures in a row. */
    Duration pauseAfter(int failures) {
        Duration pause = firstPause.multipliedBy(1L << Math.clamp(failures - 1L, 0, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
