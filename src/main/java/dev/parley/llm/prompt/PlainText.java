package dev.parley.llm.prompt;

import java.text.Normalizer;

/**
 * Text from outside made harmless to show: no control characters, nothing invisible, nothing that turns the direction of
 * writing, and no more than a given length.
 *
 * <p>Compatibility characters become the ordinary ones they stand for (Unicode's form NFKC), so that full-width brackets and
 * the like cannot pass for something else. Characters that show nothing go: those of the categories control, format,
 * surrogate, private use and unassigned, variation selectors, and the letters that are blank.
 */
public final class PlainText {

    private static final String ELLIPSIS = "…";

    /** How much longer than wanted a text may be before it is normalized. */
    private static final int SLACK = 4;

    /** How many marks in a row a character keeps; no language has more. */
    private static final int MOST_MARKS = 8;

    private PlainText() {}

    /** The text in one line, each run of white space as one space, at most {@code limit} UTF-16 units long. */
    public static String line(String text, int limit) {
        return clean(text, limit, false);
    }

    /** As {@link #line}, but line breaks and the indentation after them stay. */
    public static String lines(String text, int limit) {
        return clean(text, limit, true);
    }

    private static String clean(String text, int limit, boolean keepsLines) {
        String cut = text.length() <= SLACK * limit ? text : text.substring(0, SLACK * limit);
        StringBuilder clean = new StringBuilder();
        Normalizer.normalize(withFewMarks(cut), Normalizer.Form.NFKC)
                .codePoints()
                .forEach(character -> append(character, clean, keepsLines));
        String stripped = clean.toString().strip();
        return stripped.length() <= limit && cut.length() == text.length()
                ? stripped
                : cut(stripped, limit - ELLIPSIS.length()).stripTrailing() + ELLIPSIS;
    }

    private static void append(int character, StringBuilder clean, boolean keepsLines) {
        boolean afterSpace = clean.isEmpty() || Character.isWhitespace(clean.charAt(clean.length() - 1));
        if (keepsLines && character == '\n') {
            stripSpaces(clean);
            clean.append('\n');
        } else if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
            if (!afterSpace || keepsLines) {
                clean.append(' ');
            }
        } else if (isVisible(character)) {
            clean.appendCodePoint(character);
        }
    }

    private static void stripSpaces(StringBuilder text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
    }

    /** The text without the marks on a character beyond the first few, whose ordering would take quadratic time. */
    private static String withFewMarks(String text) {
        StringBuilder few = new StringBuilder();
        int marks = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            marks = isMark(character) ? marks + 1 : 0;
            if (marks <= MOST_MARKS) {
                few.appendCodePoint(character);
            }
        }
        return few.toString();
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> !isBlank(character);
        };
    }

    /** Variation selectors, the fillers of Hangul, the empty pattern of Braille, and the grapheme joiner. */
    private static boolean isBlank(int character) {
        return (character >= 0xFE00 && character <= 0xFE0F)
                || (character >= 0xE0100 && character <= 0xE01EF)
                || (character >= 0x180B && character <= 0x180F)
                || character == 0x115F
                || character == 0x1160
                || character == 0x2800
                || character == 0x034F;
    }

    /** The beginning of a text, without half a character at its end. */
    private static String cut(String text, int length) {
        int end = Math.clamp(length, 0, text.length());
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
