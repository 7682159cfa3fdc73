package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A study keeps the edition of its strategy that it began with. */
@IntegrationTest
class EditionIT {

    private static final String SPACE = """
        'space': [{'name': 'x', 'type': 'float', 'low': -1, 'high': 1},
                  {'name': 'y', 'type': 'float', 'low': 1e-4, 'high': 1, 'scale': 'log'}]
        """;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private StudyApi study(String edition) {
        return api.study(SPACE, "'strategy': {'type': 'tpe', 'seed': 4, 'repeats': 'allow'%s}".formatted(edition));
    }

    /** Adds the same twenty finished trials, then asks for three. */
    private static List<JsonNode> suggested(StudyApi study) {
        String trials = IntStream.range(0, 20)
                .mapToObj(i -> "{'configuration': {'x': %s, 'y': %s}, 'state': 'complete', 'values': {'loss': %s}}"
                        .formatted(Math.sin(i), Math.exp(-(i % 9)), Math.abs(Math.sin(i) - 0.3)))
                .collect(Collectors.joining(",", "{'trials': [", "]}"));
        study.post("/trials", trials).is(201);
        return study.ask("{'count': 3}").is(200).each("/trials", "configuration");
    }

    @Test
    void aStudyThatIsOlderThanEditionsHasTheFirst() {
        StudyApi old = study("");
        jdbc.sql("UPDATE study_definition SET strategy = strategy - 'edition'"
                        + " FROM study s WHERE s.study_id = study_definition.study_id AND s.name = ?")
                .param(old.name())
                .update();
        jdbc.sql("VACUUM FULL study_progress").update();
        old.get("").has("/strategy/edition", "1");
        StudyApi first = study(", 'edition': 1");
        StudyApi newest = study("");
        newest.get("").has("/strategy/edition", "2");
        assertThat(suggested(old)).isEqualTo(suggested(first)).isNotEqualTo(suggested(newest));
        assertThat(suggested(study(", 'edition': 2"))).isEqualTo(suggested(study("")));
    }

    @Test
    void anEditionThatDoesNotExistIsRefused() {
        api.put("/studies/" + Api.freshName(), "{" + SPACE + """
            , 'objectives': [{'name': 'loss', 'direction': 'minimize'}], 'strategy': {'edition': 3}}
            """).isInvalidAt("/strategy/edition");
    }
}
