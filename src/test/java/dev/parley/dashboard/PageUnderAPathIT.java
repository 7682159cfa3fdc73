package dev.parley.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** The same where a proxy gives the service a part of its paths. */
@TestPropertySource(properties = "server.servlet.context-path=/parley")
class PageUnderAPathIT extends PageIT {

    @Test
    void thePathAloneLeadsToThePage() throws Exception {
        assertThat(get("/parley").headers().firstValue("Location").orElseThrow())
                .endsWith("/parley/");
        assertThat(get("/").statusCode()).isEqualTo(404);
    }
}
