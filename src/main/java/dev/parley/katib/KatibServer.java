package dev.parley.katib;

import api.v1.beta1.SuggestionGrpc;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The gRPC server that Katib calls: suggestions and the standard health service. The last to start, the first to stop. */
final class KatibServer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(KatibServer.class);

    /** What probes ask for: Katib's the second, although its service has another name by now. */
    private static final List<String> HEALTHY = List.of(
            HealthStatusManager.SERVICE_NAME_ALL_SERVICES, "manager.v1beta1.Suggestion", SuggestionGrpc.SERVICE_NAME);

    /** Every call brings all trials of its experiment, some hundred bytes each. */
    private static final int LONGEST_MESSAGE = 16 << 20;

    /** Messages are read before their calls wait for a place. */
    private static final int MOST_CALLS_OF_A_CONNECTION = 8;

    private static final long MOST_SECONDS_TO_STOP = 10;

    private final InetSocketAddress address;
    private final SuggestionEndpoint endpoint;
    private @Nullable Running running;

    KatibServer(InetSocketAddress address, SuggestionEndpoint endpoint) {
        this.address = address;
        this.endpoint = endpoint;
    }

    private record Running(Server server, HealthStatusManager health, ExecutorService threads) {}

    @Override
    public synchronized void start() {
        HealthStatusManager health = new HealthStatusManager();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Server server = NettyServerBuilder.forAddress(address)
                .executor(threads)
                .maxInboundMessageSize(LONGEST_MESSAGE)
                .maxConcurrentCallsPerConnection(MOST_CALLS_OF_A_CONNECTION)
                .addService(endpoint)
                .addService(health.getHealthService())
                .build();
        try {
            server.start();
        } catch (IOException failure) {
            threads.close();
            throw new IllegalStateException(
                    "Parley cannot listen for Katib on %s (%s). Set parley.katib.port and parley.katib.address to what is free."
                            .formatted(address, failure.getMessage()),
                    failure);
        }
        HEALTHY.forEach(service -> health.setStatus(service, ServingStatus.SERVING));
        running = new Running(server, health, threads);
        LOG.info("Listening for Katib on {}", server.getListenSockets());
    }

    /** Probes are told first; calls under way may end. */
    @Override
    public synchronized void stop() {
        if (running == null) {
            return;
        }
        running.health.enterTerminalState();
        running.server.shutdown();
        try {
            if (!running.server.awaitTermination(MOST_SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                running.server.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            running.server.shutdownNow();
        }
        running.threads.shutdown();
        running = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    /** The port it listens on. */
    synchronized int port() {
        if (running == null) {
            throw new IllegalStateException("it does not run");
        }
        return running.server.getPort();
    }
}
