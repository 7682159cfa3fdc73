package dev.parley.study;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A study's name, unique in its project.
 *
 * @param value 1 to 100 lower-case letters, digits, dots, underscores and hyphens, the first a letter or digit
 */
@Schema(type = "string", pattern = "^" + StudyName.PATTERN + "$")
public record StudyName(String value) {

    /** What a name looks like, as a regular expression. */
    public static final String PATTERN = "[a-z0-9][a-z0-9._-]{0,99}";

    private static final Pattern COMPILED = Pattern.compile(PATTERN);

    public StudyName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("is no name of a study: it must match " + PATTERN);
        }
    }

    /** Whether a text is a study's name. */
    public static boolean isValid(String text) {
        return COMPILED.matcher(text).matches();
    }

    /** A name for a study that was given none. */
    static StudyName generated(RandomGenerator random) {
        byte[] bytes = new byte[6];
        random.nextBytes(bytes);
        return new StudyName("study-" + HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
