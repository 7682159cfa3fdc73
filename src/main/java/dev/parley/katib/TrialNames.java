package dev.parley.katib;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of a study's trials in Katib: {@code mnist-3f9a1-17}, and {@code mnist-3f9a1-17-2} the second time that trial 17
 * is handed out. They are what comes back with results. The part in the middle tells the study from every other, such as
 * from one of the same name in a database that was lost; no name is ever given twice.
 */
final class TrialNames {

    /** Kubernetes allows 63 in the names of what runs a trial. */
    private static final int LONGEST_PREFIX = 40;

    private final String prefix;
    private final Pattern pattern;

    TrialNames(String experiment, long studyId, Instant createdAt) {
        String tag = UUID.nameUUIDFromBytes((studyId + " " + createdAt).getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 5);
        String name = experiment.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        String start = name.substring(0, Math.min(name.length(), LONGEST_PREFIX));
        this.prefix = (start.matches("[a-z].*") ? start : "e" + start) + "-" + tag + "-";
        this.pattern = Pattern.compile(Pattern.quote(prefix) + "(0|[1-9][0-9]{0,8})(-[1-9][0-9]{0,8})?");
    }

    /** The name under which a trial is handed out. */
    String of(int number, int attempt) {
        return prefix + number + (attempt > 1 ? "-" + attempt : "");
    }

    /** The trial that goes by this name; empty if it is none of this study. */
    OptionalInt number(String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
