package dev.parley.postgres;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL that outlived the killed Parley which had started it. */
final class LeftoverServer {

    private static final Logger LOG = LoggerFactory.getLogger(LeftoverServer.class);
    private static final long FAST_SECONDS = 30;
    private static final long LAST_SECONDS = 10;

    private LeftoverServer() {}

    /**
     * Ends the server that {@code postmaster.pid} names, if it is a postgres at work in {@code cluster}; no other process
     * is signalled. Call it with the data directory claimed.
     */
    static void end(Path cluster) throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        Optional<ProcessHandle> process = named(pidFile);
        if (process.isPresent() && isOurs(process.get(), cluster)) {
            LOG.info(
                    "Ending the database that an earlier run left behind, process {}",
                    process.get().pid());
            end(process.get());
        }
        Files.deleteIfExists(pidFile);
    }

    private static Optional<ProcessHandle> named(Path pidFile) throws IOException {
        try {
            List<String> lines = Files.readAllLines(pidFile);
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        } catch (NoSuchFileException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** Whether the process is a postgres that works in {@code cluster}. */
    static boolean isOurs(ProcessHandle process, Path cluster) throws IOException {
        Path entry = Path.of("/proc", Long.toString(process.pid()));
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return runsOn(process.info(), cluster);
        }
        try {
            return Files.readString(entry.resolve("comm")).strip().equals("postgres")
                    && Files.readSymbolicLink(entry.resolve("cwd")).equals(cluster.toRealPath());
        } catch (AccessDeniedException foreign) {
            throw new PostgresStartException(
                    "Process " + process.pid() + " seems to be the database of " + cluster + ", run by another user.",
                    "End it, or run Parley as that user.",
                    foreign);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static boolean runsOn(ProcessHandle.Info process, Path cluster) {
        boolean isPostgres = process.command()
                .map(command -> String.valueOf(Path.of(command).getFileName()).matches("postgres(\\.exe)?"))
                .orElse(false);
        String line = process.commandLine()
                .or(() -> process.arguments().map(arguments -> String.join(" ", arguments)))
                .orElse("");
        return isPostgres && line.contains(cluster.toString());
    }

    private static void end(ProcessHandle process) throws IOException {
        signal(process, "INT");
        if (hasEnded(process, FAST_SECONDS)) {
            return;
        }
        signal(process, "QUIT");
        if (!hasEnded(process, LAST_SECONDS)) {
            throw new PostgresStartException(
                    "The database that an earlier run left behind, process " + process.pid() + ", does not end.",
                    "End that process, then start again.",
                    null);
        }
    }

    /** PostgreSQL's fast (INT) and immediate (QUIT) shutdown, which the JDK cannot send. */
    private static void signal(ProcessHandle process, String signal) throws IOException {
        if (Files.isExecutable(Path.of("/bin/kill")) || Files.isExecutable(Path.of("/usr/bin/kill"))) {
            try {
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        } else {
            process.destroy();
        }
    }

    private static boolean hasEnded(ProcessHandle process, long seconds) {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException running) {
            return !process.isAlive();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
