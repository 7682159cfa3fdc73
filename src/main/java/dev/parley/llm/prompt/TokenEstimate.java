package dev.parley.llm.prompt;

/**
 * An estimate from above of how many tokens a model counts in a text, without its tokenizer.
 *
 * <p>Byte-pair tokenizers have tokens for words, which they merge with the space before, and for frequent pairs of marks;
 * those of some models take each digit for itself. So a run of letters counts one for every five of them begun, a run of
 * marks one for every two begun, a digit one, a space one unless a letter follows, and a character beyond ASCII as many as
 * it has bytes in UTF-8, less one. Only text that is neither language nor code, such as random letters, has more tokens.
 */
public final class TokenEstimate {

    private static final int LETTERS_PER_TOKEN = 5;
    private static final int MARKS_PER_TOKEN = 2;

    private TokenEstimate() {}

    /** What a character counts as. */
    private enum Kind {
        LETTER,
        DIGIT,
        SPACE,
        MARK,
        OTHER
    }

    /** About how many tokens a text has, seldom fewer than there are. */
    public static int of(CharSequence text) {
        int tokens = 0;
        int run = 0;
        Kind last = Kind.SPACE;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            Kind kind = kind(character);
            run = kind == last ? run + 1 : 0;
            last = kind;
            tokens += switch (kind) {
                case LETTER -> run % LETTERS_PER_TOKEN == 0 ? 1 : 0;
                case MARK -> run % MARKS_PER_TOKEN == 0 ? 1 : 0;
                case DIGIT -> 1;
                case SPACE -> i + 1 < text.length() && kind(text.charAt(i + 1)) == Kind.LETTER ? 0 : 1;
                case OTHER -> character < 0x800 || Character.isSurrogate(character) ? 1 : 2;
            };
        }
        return tokens;
    }

    private static Kind kind(char character) {
        if (character >= 0x80) {
            return Kind.OTHER;
        }
        if (character == ' ') {
            return Kind.SPACE;
        }
        if (character >= '0' && character <= '9') {
            return Kind.DIGIT;
        }
        return Character.isLetter(character) ? Kind.LETTER : Kind.MARK;
    }
}
