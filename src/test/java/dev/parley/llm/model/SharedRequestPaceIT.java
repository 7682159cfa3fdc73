package dev.parley.llm.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@IntegrationTest
class SharedRequestPaceIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Autowired
    SharedRequestPace pace;

    @Autowired
    JdbcClient jdbc;

    private final String model = Api.freshName();

    private void age(String by) {
        jdbc.sql("UPDATE model_pace SET requested_at = ARRAY(SELECT t - :by::interval FROM unnest(requested_at) t)"
                        + " WHERE model = :model")
                .param("by", by)
                .param("model", model)
                .update();
    }

    @Test
    void letsNoMoreThanTheLimitThroughHoweverManyAskAtOnce() {
        List<Duration> waits = Crowd.atOnce(40, number -> pace.take(model, 10));
        assertThat(waits.stream().filter(Duration::isZero)).hasSize(10);
        assertThat(waits.stream().filter(Duration::isPositive))
                .hasSize(30)
                .allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(MINUTE));
    }

    @Test
    void saysWhenTheNextPlaceIsFree() {
        pace.take(model, 2);
        age("25 seconds");
        pace.take(model, 2);
        assertThat(pace.take(model, 2)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(35));
        age("36 seconds");
        assertThat(pace.take(model, 2)).as("the first is 61 seconds old").isZero();
        assertThat(pace.take(model, 2))
                .as("the second is 36 seconds old")
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(24));
    }

    @Test
    void followsALimitThatIsChanged() {
        assertThat(pace.take(model, 1)).isZero();
        assertThat(pace.take(model, 1)).isPositive();
        assertThat(pace.take(model, 3)).isZero();
        assertThat(pace.take(model, 3)).isZero();
        assertThat(pace.take(model, 3)).isPositive();
        assertThat(pace.take(model, 1)).isPositive();
        age("61 seconds");
        assertThat(pace.take(model, 1)).isZero();
    }

    @Test
    void countsEachModelForItself() {
        assertThat(pace.take(model, 1)).isZero();
        assertThat(pace.take(Api.freshName(), 1)).isZero();
    }
}
