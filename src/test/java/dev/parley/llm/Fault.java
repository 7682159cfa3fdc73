package dev.parley.llm;

import dev.parley.testing.ScriptedReply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What may be wrong with a model, on studies of the floats {@code x} and {@code y} from 0 to 1. */
enum Fault {
    RATE_LIMITED("rate-limited"),
    SERVER_ERROR("server-error"),
    /** A page where JSON should be. */
    GARBAGE("unreadable"),
    /** A body that ends in the middle of its JSON. */
    CUT_BODY("unreadable"),
    /** Success without a body. */
    NOTHING("empty"),
    /** 10 MB. */
    HUGE("too-large"),
    /** A connection that is closed instead of an answer. */
    HANG_UP("connection"),
    /** Words, and characters that no database takes. */
    BABBLE("unreadable", false),
    /** Proposals that break off in the middle. */
    CUT_TEXT("broken-off", true),
    PROSE("surrounded", true),
    OUT_OF_RANGE("out-of-range", true),
    UNKNOWN_NAMES("unknown-key", true),
    DUPLICATES("proposed", true);

    private static final int PROPOSALS = 8;
    private static final ScriptedReply TEN_MEGABYTES = ScriptedReply.huge(10 << 20);

    private final String outcome;
    private final String fate;
    private final boolean isUsable;

    /** A call that fails. */
    Fault(String outcome) {
        this.outcome = outcome;
        this.fate = "";
        this.isUsable = false;
    }

    /** A call that is answered. */
    Fault(String fate, boolean isUsable) {
        this.outcome = "answered";
        this.fate = fate;
        this.isUsable = isUsable;
    }

    /** The outcome of exchanges. */
    String outcome() {
        return outcome;
    }

    /** Whether calls bring no answer. */
    boolean isFailure() {
        return fate.isEmpty();
    }

    /** What exchanges say was repaired or refused; empty for a call that fails. */
    String fate() {
        return fate;
    }

    /** Whether some of the proposals can be used. */
    boolean isUsable() {
        return isUsable;
    }

    /** What the model answers. */
    ScriptedReply reply(Random random) {
        return switch (this) {
            case RATE_LIMITED -> ScriptedReply.error(429, "slow down");
            case SERVER_ERROR -> ScriptedReply.error(500, "out of order");
            case GARBAGE -> ScriptedReply.json("<html><body>It works!</body></html>");
            case CUT_BODY -> cut(ScriptedReply.text(proposals(random, "")));
            case NOTHING -> ScriptedReply.nothing();
            case HUGE -> TEN_MEGABYTES;
            case HANG_UP -> ScriptedReply.hangUp();
            case BABBLE -> ScriptedReply.text("I would rather not say.\u0000\uD83D It depends.");
            case CUT_TEXT -> ScriptedReply.text(half(proposals(random, "")), "length");
            case PROSE -> ScriptedReply.text("Let me think.\n\n" + proposals(random, "") + "\n\nGood luck!");
            case OUT_OF_RANGE -> ScriptedReply.text(list(point(random, ""), "{\"x\": 7, \"y\": -1e300}"));
            case UNKNOWN_NAMES ->
                ScriptedReply.text(proposals(random, ", \"momentum\": 0.9, \"__proto__\": {\"x\": [null]}"));
            case DUPLICATES -> duplicates(point(random, ""));
        };
    }

    private static ScriptedReply duplicates(String point) {
        String[] points = new String[PROPOSALS];
        Arrays.fill(points, point);
        return ScriptedReply.text(list(points));
    }

    private static ScriptedReply cut(ScriptedReply reply) {
        return ScriptedReply.json(half(new String(reply.body(), StandardCharsets.UTF_8)));
    }

    private static String half(String text) {
        return text.substring(0, text.length() / 2);
    }

    private static String proposals(Random random, String more) {
        return list(
                IntStream.range(0, PROPOSALS).mapToObj(i -> point(random, more)).toArray(String[]::new));
    }

    private static String point(Random random, String more) {
        return String.format(
                Locale.ROOT, "{\"x\": %.6f, \"y\": %.6f%s}", random.nextDouble(), random.nextDouble(), more);
    }

    private static String list(String... configurations) {
        return Arrays.stream(configurations)
                .map(configuration ->
                        "{\"reason\": \"a guess\\u0000\\ud83d\", \"configuration\": " + configuration + "}")
                .collect(Collectors.joining(", ", "{\"proposals\": [", "]}"));
    }

    /** The name of the model that has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
