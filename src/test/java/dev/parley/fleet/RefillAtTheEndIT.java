package dev.parley.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.Replica;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A replica that ends while its model thinks leaves the study to the others at once. */
@IntegrationTest
class RefillAtTheEndIT {

    @Autowired
    JdbcClient jdbc;

    @Test
    void theRefillIsGivenBackAndTheCallIsKeptAsCancelled() {
        String study = Api.freshName();
        try (ScriptedModel server = new ScriptedModel()) {
            server.always(request -> request.path().startsWith("/slow/")
                    ? ScriptedReply.text("{}").after(Duration.ofMinutes(1))
                    : ScriptedReply.error(500, "for studies that other tests left"));
            try (Replica replica = Replica.start(
                    "parley.models.slow.provider=openai",
                    "parley.models.slow.model=gpt",
                    "parley.models.slow.base-url=" + server.root() + "/slow/v1",
                    "parley.default-model=others",
                    "parley.models.others.provider=openai",
                    "parley.models.others.model=gpt",
                    "parley.models.others.base-url=" + server.root() + "/others/v1")) {
                replica.client().create(study, """
                    {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
                     "objectives": [{"name": "loss", "direction": "minimize"}], "strategy": {"model": "slow"}}
                    """);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> server.requests().stream()
                                .anyMatch(request -> request.path().startsWith("/slow/")));
                assertThat(isTrue(study, "claim IS NOT NULL AND reserved_calls > 0"))
                        .isTrue();
            }
        }
        assertThat(isTrue(study, "claim IS NULL AND reserved_calls = 0")).isTrue();
        assertThat(jdbc.sql("SELECT outcome FROM exchange JOIN study USING (study_id) WHERE name = :name")
                        .param("name", study)
                        .query(String.class)
                        .list())
                .containsExactly("cancelled");
    }

    private boolean isTrue(String study, String condition) {
        return jdbc.sql("SELECT " + condition + " FROM study_model JOIN study USING (study_id) WHERE name = :name")
                .param("name", study)
                .query(Boolean.class)
                .single();
    }
}
