package dev.parley.katib;

import static org.assertj.core.api.Assertions.assertThat;

import api.v1.beta1.Api.Experiment;
import api.v1.beta1.Api.GetSuggestionsReply;
import api.v1.beta1.Api.GetSuggestionsReply.ParameterAssignments;
import api.v1.beta1.Api.GetSuggestionsRequest;
import dev.parley.testing.Crowd;
import dev.parley.testing.Replica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several replicas, and one that is started anew. */
class KatibReplicasIT extends KatibListening {

    @Test
    void whicheverAnswersTheExperimentIsOne() {
        Experiment experiment = experiment("strategy", "tpe", "seed", "3");
        KatibController controller = new KatibController(experiment);
        for (int life = 0; life < 2; life++) {
            int there = freePort();
            try (Replica replica = start(there);
                    KatibClient other = new KatibClient(there)) {
                List<KatibClient> services = List.of(katib, other);
                for (int round = 0; round < 6; round++) {
                    controller.running().stream().limit(2).forEach(name -> controller.succeed(name, "0.5"));
                    int more = 3 - controller.running().size();
                    if (round % 3 == 1) {
                        services.get((round + 1) % 2).suggest(controller.request(more));
                    }
                    ask(services.get(round % 2), controller, more);
                }
            }
        }

        assertThat(trials(experiment.getName())).hasSize(controller.trials().size());
        assertThat(trials(experiment.getName()).values().stream()
                        .map(trial -> trial.path("state").asString())
                        .filter("complete"::equals))
                .hasSize(controller.trials().size() - 3);
    }

    @Test
    void theSameRequestAtOnceGetsTheSameTrials() {
        Experiment experiment = experiment();
        KatibController controller = new KatibController(experiment);
        controller.store(katib.suggest(controller.request(3)), 3);
        controller.running().forEach(name -> controller.succeed(name, "0.5"));
        GetSuggestionsRequest request = controller.request(3);
        int there = freePort();
        try (Replica replica = start(there);
                KatibClient other = new KatibClient(there)) {
            List<KatibClient> services = List.of(katib, other);
            List<List<Integer>> replies =
                    Crowd.atOnce(8, caller -> numbers(services.get(caller % 2).suggest(request)));
            assertThat(replies).hasSize(8).containsOnly(List.of(3, 4, 5));
        }
        assertThat(trials(experiment.getName())).hasSize(6);
        assertThat(trials(experiment.getName()).values())
                .extracting(trial -> trial.path("values").size())
                .filteredOn(values -> values == 1)
                .hasSize(3);
    }

    private static List<Integer> numbers(GetSuggestionsReply reply) {
        return reply.getParameterAssignmentsList().stream()
                .map(ParameterAssignments::getTrialName)
                .map(KatibListening::number)
                .toList();
    }

    private static Replica start(int port) {
        return Replica.start(
                "parley.katib.enabled=true", "parley.katib.address=127.0.0.1", "parley.katib.port=" + port);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
