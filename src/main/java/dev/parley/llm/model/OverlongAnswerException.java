package dev.parley.llm.model;

import java.io.IOException;

/** The server's answer goes on beyond all that is read. */
final class OverlongAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    OverlongAnswerException(int limit) {
        super("the answer is longer than " + limit + " bytes");
    }
}
