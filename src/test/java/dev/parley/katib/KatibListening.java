package dev.parley.katib;

import static java.util.stream.Collectors.toMap;

import api.v1.beta1.Api.Experiment;
import api.v1.beta1.Api.Trial;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A service that listens for Katib, and its study as HTTP shows it. */
@IntegrationTest
@TestPropertySource(properties = {"parley.katib.enabled=true", "parley.katib.port=0", "parley.katib.address=127.0.0.1"})
abstract class KatibListening {

    private static int made;

    @LocalServerPort
    int port;

    @Autowired
    KatibServer server;

    KatibClient katib;

    ParleyClient parley;

    @BeforeEach
    void connect() {
        katib = new KatibClient(server.port());
        parley = new ParleyClient(port);
    }

    @AfterEach
    void disconnect() {
        katib.close();
    }

    /** An experiment of a name of its own. */
    static Experiment experiment(String... settings) {
        return Experiments.mixed("mnist-" + ++made, settings);
    }

    /** One round of Katib's controllers: asks, stores and runs. */
    static List<Trial> ask(KatibClient service, KatibController controller, int more) {
        return controller.store(service.suggest(controller.request(more)), more);
    }

    JsonNode study(String name) {
        return parley.study("GET", name, "").expect(200);
    }

    /** The study's trials by number. */
    Map<Integer, JsonNode> trials(String name) {
        JsonNode page = parley.study("GET", name + "/trials?pageSize=1000", "").expect(200);
        return StreamSupport.stream(page.path("trials").spliterator(), false)
                .collect(toMap(trial -> trial.path("number").asInt(), trial -> trial));
    }

    /** The trial that goes by this name in Katib. */
    JsonNode trial(String experiment, String name) {
        return Objects.requireNonNull(trials(experiment).get(number(name)), name);
    }

    /** The number in the name of a trial. */
    static int number(String name) {
        return Integer.parseInt(name.replaceFirst("^mnist-\\d+-[0-9a-f]{5}-(\\d+)(-\\d+)?$", "$1"));
    }
}
