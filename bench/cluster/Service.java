import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One replica: a process of the service, always at the same port. */
final class Service implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    private final List<String> command;
    private final Path folder;
    private final Path log;
    private final Api api;
    private Process process;

    /**
     * A replica that does not run yet.
     *
     * @param java the words that start the service, as far as its jar
     * @param folder the working directory
     * @param database the port of the database as this replica sees it
     * @param more more properties
     */
    Service(String name, List<String> java, Path folder, Path logs, int database, String password, List<String> more) {
        try {
            int port = Ports.free();
            this.api = new Api(port);
            command = new ArrayList<>(java);
            command.addAll(List.of(
                    "--server.address=127.0.0.1",
                    "--server.port=" + port,
                    "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + database + "/parley",
                    "--spring.datasource.username=parley",
                    "--spring.datasource.password=" + password,
                    "--parley.model-search.variables=false",
                    "--parley.model-search.ollama=false"));
            command.addAll(more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.folder = folder;
        this.log = logs.resolve(name + ".log");
    }

    /** Starts it without waiting. */
    void launch() {
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady() {
        Waiting.until("the service to be ready; see " + log, START_LIMIT, Duration.ofMillis(20), () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the service ended; see " + log);
            }
            return api.isReady();
        });
    }

    Api api() {
        return api;
    }

    /** The processor time that the process has taken, in seconds. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** The process's resident memory in MB. */
    long residentMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1000)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of its log that tell of errors. */
    List<String> errors() {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" ERROR ")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it where it stands (SIGKILL). */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    void pause() {
        Signals.send("STOP", process.pid());
    }

    void resume() {
        Signals.send("CONT", process.pid());
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the service does not end; see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
