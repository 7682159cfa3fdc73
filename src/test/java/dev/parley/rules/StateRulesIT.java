package dev.parley.rules;

import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.Replica;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Random sequences of all calls, by current and stale leases, against the rules. {@code -Dparley.rules.stories=20000} makes a
 * long run of it, {@code -Dparley.rules.seed=…} begins at another seed.
 */
@IntegrationTest
class StateRulesIT {

    private static final long FIRST = Long.getLong("parley.rules.seed", 1);

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @Test
    void aServiceFollowsTheRules() {
        new Stories(List.of(new ParleyClient(port)), jdbc).tell(FIRST, Integer.getInteger("parley.rules.stories", 100));
    }

    @Test
    void twoReplicasInTurnFollowTheRules() {
        try (Replica replica = Replica.start("parley.webhooks.interval=1h")) {
            new Stories(List.of(new ParleyClient(port), replica.client()), jdbc)
                    .tell(FIRST, Integer.getInteger("parley.rules.stories", 50));
        }
    }
}
