package dev.parley.postgres;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives the superuser a password before the server first listens, so that there is no moment at which it trusts
 * everybody. PostgreSQL's single-user mode needs neither a port nor a password.
 */
final class SuperuserPassword {

    private static final String ACCESS = """
        # Written by Parley at every start.
        host all all 127.0.0.1/32 scram-sha-256
        """;

    private SuperuserPassword() {}

    static void set(DataDirectory directory, String password) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(program(directory.programs()).toString());
        command.addAll(List.of("--single", "-D", directory.cluster().toString(), "postgres"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.root().resolve("single-user.log").toFile())
                .start();
        try (OutputStream statements = process.getOutputStream()) {
            statements.write(("ALTER ROLE postgres PASSWORD '" + password + "'\n").getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (process.waitFor() != 0) {
                throw new IOException("postgres --single ended with " + process.exitValue() + "; see "
                        + directory.root().resolve("single-user.log"));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** Only passwords, and only from this machine. */
    static void requireEverywhere(Path cluster) throws IOException {
        Files.writeString(cluster.resolve("pg_hba.conf"), ACCESS);
    }

    private static Path program(Path programs) throws IOException {
        try (Stream<Path> unpacked = Files.list(programs)) {
            return unpacked.flatMap(folder -> Stream.of("postgres", "postgres.exe")
                            .map(name -> folder.resolve("bin").resolve(name)))
                    .filter(Files::exists)
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElseThrow(() -> new IOException("no postgres program below " + programs));
        }
    }
}
