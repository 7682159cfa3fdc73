package dev.parley.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything of the embedded database: {@code postgres/} the data, {@code programs/} the unpacked
 * programs, {@code password} (mode 0600), {@code lock} and {@code initialized}.
 */
final class DataDirectory {

    private static final int PASSWORD_BYTES = 24;

    private final Path root;

    DataDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    Path cluster() {
        return root.resolve("postgres");
    }

    Path programs() {
        return root.resolve("programs");
    }

    /** Creates the folder, for its owner alone, and claims it for this process until the lock is closed. */
    FileLock claim() throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
            restrict(root, "rwx------");
        }
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new PostgresStartException(
                    "Another Parley is running on the data directory " + root + ".",
                    "Stop it, or give this one a directory of its own with parley.postgres.data-dir.",
                    null);
        }
        return lock;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** Whether a first start has once come to its end. */
    boolean isInitialized() {
        return Files.exists(root.resolve("initialized"));
    }

    void markInitialized() throws IOException {
        if (!isInitialized()) {
            Files.createFile(root.resolve("initialized"));
        }
    }

    /** Puts aside what a first start left that was interrupted: it has never held anybody's data. */
    void putAsideUnfinishedCluster() throws IOException {
        if (!isInitialized() && Files.exists(cluster())) {
            Path aside = root.resolve("unfinished-" + System.nanoTime());
            Files.move(cluster(), aside);
        }
    }

    boolean hasPassword() {
        return Files.exists(root.resolve("password"));
    }

    /** The password, generated where there is none yet. */
    String password() throws IOException {
        Path file = root.resolve("password");
        if (!Files.exists(file)) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            Path draft = root.resolve("password.new");
            Files.deleteIfExists(draft);
            Files.createFile(draft);
            restrict(draft, "rw-------");
            Files.writeString(draft, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            Files.move(draft, file);
        }
        return Files.readString(file).strip();
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
