package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Patience counts what has finished since the best value was first reached, also where it is counted anew. */
@IntegrationTest
class PatienceIT {

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @Test
    void doesNotGrowBackWhenAResultOfNoImportanceIsWithdrawn() {
        ParleyClient client = new ParleyClient(port);
        client.create("patience", """
            {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
             "objectives": [{"name": "loss", "direction": "minimize"}], "limits": {"patience": 10}}
            """);
        client.ask("patience", "{\"count\": 4}");
        client.tell("patience", 1, 0.5).expect(200);
        client.tell("patience", 0, 0.5).expect(200);
        client.tell("patience", 2, 0.7).expect(200);
        client.tell("patience", 3, 0.8).expect(200);
        assertThat(used()).isEqualTo(3);
        client.study("POST", "patience/trials/3/retract", "").expect(200);

        assertThat(used()).isEqualTo(2);
        new ProgressInvariants(jdbc).check("patience");
    }

    private int used() {
        return jdbc.sql("SELECT since_best FROM study_progress JOIN study USING (study_id) WHERE name = 'patience'")
                .query(Integer.class)
                .single();
    }
}
