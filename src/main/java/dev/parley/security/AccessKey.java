package dev.parley.security;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A key as configured: not the key itself, only its hash.
 *
 * @param name who holds it, for the log
 * @param hash {@code sha256:} and the SHA-256 of the key in 64 hexadecimal digits
 * @param project where everything that the key's holder sees and does takes place
 * @param role what it allows
 */
record AccessKey(String name, String hash, String project, Role role) {

    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    AccessKey(
            @Nullable String name,
            @Nullable String hash,
            @DefaultValue("default") String project,
            @Nullable Role role) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("parley.security.keys: every key needs a name");
        }
        String where = "parley.security.keys: '" + name + "' ";
        if (hash == null || !HASH.matcher(hash.toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException(where
                    + "needs a hash of the form sha256:<64 hexadecimal digits>; make one with"
                    + " `printf %s \"$KEY\" | sha256sum`");
        }
        if (!PROJECT.matcher(project).matches()) {
            throw new IllegalArgumentException(
                    where + "has the project '" + project + "', which does not match " + PROJECT);
        }
        if (role == null) {
            throw new IllegalArgumentException(where + "needs a role: reader, worker or admin");
        }
        this.name = name;
        this.hash = hash.toLowerCase(Locale.ROOT);
        this.project = project;
        this.role = role;
    }
}
