package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RetryScheduleTests {

    private static final RetrySchedule USUAL = new RetrySchedule(usualPauses());

    private static List<Duration> usualPauses() {
        return new Binder(new MapConfigurationPropertySource())
                .bindOrCreate("parley.webhooks", WebhookProperties.class)
                .pauses();
    }

    @Test
    void theUsualPausesGrowFromSecondsToHours() {
        assertThat(USUAL.pauses())
                .hasSize(7)
                .isSorted()
                .startsWith(Duration.ofSeconds(5))
                .endsWith(Duration.ofHours(10));
        Duration all = USUAL.pauses().stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(all).isBetween(Duration.ofHours(17), Duration.ofHours(18));
    }

    @Test
    void eachPauseIsLongerByChanceButNeverMoreThanAFifth() {
        Random random = new Random(4);
        List<Duration> drawn = random.ints(1_000)
                .mapToObj(i -> USUAL.pause(3, random).orElseThrow())
                .toList();
        Duration pause = USUAL.pauses().get(2);
        assertThat(drawn)
                .allMatch(d -> d.compareTo(pause) >= 0
                        && d.compareTo(pause.multipliedBy(6).dividedBy(5)) <= 0);
        assertThat(drawn.stream().distinct().count()).isGreaterThan(900);
    }

    @Test
    void afterTheLastPauseThereIsNone() {
        Random random = new Random(5);
        assertThat(USUAL.pause(7, random)).isPresent();
        assertThat(USUAL.pause(8, random)).isEmpty();
        assertThat(new RetrySchedule(List.of()).pause(1, random)).isEmpty();
    }

    @Test
    void refusesNegativePauses() {
        assertThatThrownBy(() -> new RetrySchedule(List.of(Duration.ofSeconds(-1))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
