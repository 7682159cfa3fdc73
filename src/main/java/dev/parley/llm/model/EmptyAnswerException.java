package dev.parley.llm.model;

import java.io.IOException;

/** The server's answer has no body. */
final class EmptyAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    EmptyAnswerException() {
        super("the answer is empty");
    }
}
