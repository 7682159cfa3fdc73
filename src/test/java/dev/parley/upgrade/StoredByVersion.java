package dev.parley.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the service of one version of the schema stored: a study at work, a finished one, and what else there was by then. Of
 * each version's script, {@code V001.sql} and so on, come the rows of what that version brought; a later version's service
 * stored those of all versions up to its own.
 *
 * @param version the version of the schema
 */
record StoredByVersion(int version) {

    /** The number of the study at work in the database. */
    int study() {
        return version;
    }

    int finished() {
        return 1_000 + version;
    }

    String name() {
        return "stored-by-v%03d".formatted(version);
    }

    /** The strategy of the study at work, as its definition was sent. */
    String strategy() {
        return version < 7 ? "tpe" : "llm-tpe";
    }

    /** Stores it, in a database of this version. */
    void store(JdbcClient jdbc) {
        IntStream.rangeClosed(1, version).forEach(each -> jdbc.sql(script(each)).update());
    }

    private String script(int each) {
        String name = "V%03d.sql".formatted(each);
        try (InputStream found = StoredByVersion.class.getResourceAsStream(name)) {
            if (found == null) {
                throw new AssertionError(
                        "%s is missing: rows as the service of that version stores them".formatted(name));
            }
            return new String(found.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${study}", String.valueOf(study()))
                    .replace("${finished}", String.valueOf(finished()))
                    .replace("${name}", name());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
