package dev.parley.study;

import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@IntegrationTest
class SecondsLimitIT {

    private static final String AN_HOUR = "'limits': {'seconds': 3600}";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    /** Lets an hour and a minute pass for a study: every time in its progress moves into the past. */
    private void passAnHour(StudyApi study) {
        jdbc.sql("""
            UPDATE study_progress SET first_ask_at = first_ask_at - interval '61 minutes',
                paused_at = paused_at - interval '61 minutes'
            WHERE study_id = (SELECT study_id FROM study WHERE name = :name)
            """).param("name", study.name()).update();
    }

    @Test
    void timeRunsFromTheFirstAsk() {
        StudyApi study = api.study(AN_HOUR);
        passAnHour(study);
        study.ask();
        passAnHour(study);
        study.ask("{}").is(200).has("/trials", "[]").has("/study/reason", "'draining'");
        study.get("").has("/state", "'active'");
        study.tell(0, 0.5);
        study.get("").has("/state", "'completed'");
    }

    @Test
    void queuedTrialsStillGoOutWhenTimeIsUp() {
        StudyApi study = api.study(AN_HOUR);
        study.finish(0.5);
        study.add("{'configuration': {'x': 0.5}}").is(201);
        passAnHour(study);
        study.ask("{'count': 5}").is(200).has("/trials/0/origin", "'queued'").lacks("/trials/1");
    }

    @Test
    void timeCompletesAnIdleStudy() {
        StudyApi study = api.study(AN_HOUR);
        study.finish(0.5);
        study.get("").has("/state", "'active'");
        passAnHour(study);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> study.get("").at("/state").asString().equals("completed"));
        study.patch("{'limits': {'seconds': 36000}}").is(200).has("/state", "'active'");
        study.ask();
    }

    @Test
    void pausesAreExcluded() {
        StudyApi study = api.study(AN_HOUR);
        study.ask();
        study.post("/pause", "").is(200);
        passAnHour(study);
        study.tell(0, 0.5);
        study.post("/resume", "").is(200);
        study.ask();
    }
}
