package dev.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** Folders for databases of tests; all share one unpacked copy of PostgreSQL's programs, which takes seconds to unpack. */
public final class TestDirectory {

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private TestDirectory() {}

    /** A new folder, whose name begins with {@code prefix}. */
    public static Path create(String prefix) {
        try {
            Path programs = Files.createDirectories(TARGET.resolve("test-postgres-programs"));
            Path directory = Files.createTempDirectory(TARGET, prefix);
            Files.createSymbolicLink(directory.resolve("programs"), programs);
            return directory;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static void delete(Path directory) {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
