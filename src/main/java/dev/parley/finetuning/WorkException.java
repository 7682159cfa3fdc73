package dev.parley.finetuning;

/** A fine-tuning cannot go on; the message says why, for people. */
final class WorkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WorkException(String message) {
        super(message);
    }
}
