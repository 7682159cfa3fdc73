package dev.parley.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Names of metrics, parameters and tags as MLflow takes them: letters, digits and {@code _ - . / } with spaces, 250 of them at
 * most, and read as a path the same that is written, within its folder.
 */
final class RunKey {

    private static final int LONGEST = 250;

    /** How much of a name that is too long is kept before its checksum. */
    private static final int KEPT = 240;

    /** Letters and numbers are what Python takes for them: no marks, joiners or ties as Java's {@code \w} does. */
    private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{N}_./ -]");

    /**
     * A path with parts that name nothing: empty ones, {@code .} and {@code ..}; and one that begins with {@code ..}, which MLflow
     * takes for one that leads out.
     */
    private static final Pattern CROOKED = Pattern.compile("(^|.*/)(\\.{0,2})(/.*|$)|\\.\\..*", Pattern.DOTALL);

    private RunKey() {}

    /** The name itself where MLflow takes it; else one that is like it, with a checksum so that different names stay different. */
    static String of(String name) {
        if (name.length() <= LONGEST
                && !OTHER.matcher(name).find()
                && !CROOKED.matcher(name).matches()) {
            return name;
        }
        String plain = OTHER.matcher(name)
                .replaceAll("_")
                .replaceAll("(?<=^|/)\\.{0,2}(?=/|$)", "_")
                .replaceFirst("^\\.\\.", "_");
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        return "%s-%08x".formatted(Cut.to(plain, KEPT), checksum.getValue());
    }
}
