package dev.parley.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Names of metrics, parameters and tags as MLflow takes them: letters, digits and {@code _ - . / } with spaces, 250 of them at
 * most, and read as a path the same that is written.
 */
final class RunKey {

    private static final int LONGEST = 250;

    /** How much of a name that is too long is kept before its checksum. */
    private static final int KEPT = 240;

    private static final Pattern OTHER = Pattern.compile("[^\\w./ -]", Pattern.UNICODE_CHARACTER_CLASS);

    /** A path with parts that name nothing: empty ones, {@code .} and {@code ..}. */
    private static final Pattern CROOKED = Pattern.compile("(^|.*/)(\\.{0,2})(/.*|$)", Pattern.DOTALL);

    private RunKey() {}

    /** The name itself where MLflow takes it; else one that is like it, with a checksum so that different names stay different. */
    static String of(String name) {
        if (name.length() <= LONGEST
                && !OTHER.matcher(name).find()
                && !CROOKED.matcher(name).matches()) {
            return name;
        }
        String plain = OTHER.matcher(name).replaceAll("_").replaceAll("(?<=^|/)\\.{0,2}(?=/|$)", "_");
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        return "%s-%08x".formatted(Cut.to(plain, KEPT), checksum.getValue());
    }
}
