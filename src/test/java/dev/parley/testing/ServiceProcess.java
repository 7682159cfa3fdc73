package dev.parley.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The service in a process of its own, on its own embedded database, as a user starts it. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    private final Process process;
    private final Path log;
    private final int port;

    private ServiceProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts the service on {@code dataDirectory} and waits until it is ready. */
    public static ServiceProcess start(Path dataDirectory) {
        try {
            int port = freePort();
            Path log = Files.createTempFile(dataDirectory.toAbsolutePath().getParent(), "service-", ".log");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.parley.ParleyApplication",
                            "--server.port=" + port,
                            "--parley.model-search.variables=false",
                            "--parley.model-search.ollama=false",
                            "--parley.postgres.data-dir=" + dataDirectory.toAbsolutePath())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            ServiceProcess service = new ServiceProcess(process, log, port);
            service.awaitReady();
            return service;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void awaitReady() {
        try {
            await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the service ended: " + Files.readString(log));
                }
                return isReady();
            });
        } catch (RuntimeException | Error failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    private boolean isReady() {
        try {
            return client().send("GET", "/actuator/health/readiness", "").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    public ParleyClient client() {
        return new ParleyClient(port);
    }

    /** Whether somebody still takes connections at the service's port. */
    public boolean listens() {
        try (var connection = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** Kills the process where it stands (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks the process to end (SIGTERM), without waiting. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the end; answers the exit status. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the service does not end; see " + log);
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Ends it as an operator does, or by force. */
    @Override
    public void close() {
        terminate();
        try {
            awaitEnd();
        } finally {
            process.destroyForcibly();
        }
    }

    /** What the service wrote to its console. */
    public List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
