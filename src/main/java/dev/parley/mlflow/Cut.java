package dev.parley.mlflow;

/** Cuts texts to lengths. */
final class Cut {

    private Cut() {}

    /** The text's first characters, no pair of surrogates cut in two. */
    static String to(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** The text's first characters, the last of them three dots if it goes on. */
    static String toEllipsis(String text, int most) {
        return text.length() <= most ? text : to(text, most - 1) + "…";
    }
}
