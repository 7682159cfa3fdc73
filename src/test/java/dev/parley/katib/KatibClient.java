package dev.parley.katib;

import api.v1.beta1.Api.Experiment;
import api.v1.beta1.Api.GetSuggestionsReply;
import api.v1.beta1.Api.GetSuggestionsRequest;
import api.v1.beta1.Api.ValidateAlgorithmSettingsRequest;
import api.v1.beta1.SuggestionGrpc;
import api.v1.beta1.SuggestionGrpc.SuggestionBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Speaks to a suggestion service as Katib does. */
final class KatibClient implements AutoCloseable {

    private final ManagedChannel channel;

    KatibClient(int port) {
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    private SuggestionBlockingStub service() {
        return SuggestionGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    GetSuggestionsReply suggest(GetSuggestionsRequest request) {
        return service().getSuggestions(request);
    }

    /** How a request is refused. */
    StatusRuntimeException refusal(GetSuggestionsRequest request) {
        return refused(() -> suggest(request));
    }

    /** How a request ends whose answer is waited for so long. */
    StatusRuntimeException refusal(GetSuggestionsRequest request, Duration patience) {
        return refused(() -> SuggestionGrpc.newBlockingStub(channel)
                .withDeadlineAfter(patience)
                .getSuggestions(request));
    }

    void validate(Experiment experiment) {
        service()
                .validateAlgorithmSettings(ValidateAlgorithmSettingsRequest.newBuilder()
                        .setExperiment(experiment)
                        .build());
    }

    /** How an experiment is refused. */
    StatusRuntimeException refusal(Experiment experiment) {
        return refused(() -> validate(experiment));
    }

    private static StatusRuntimeException refused(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException refusal) {
            return refusal;
        }
        throw new AssertionError("it is not refused");
    }

    ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
