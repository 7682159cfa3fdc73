package dev.parley.optimizer.space;

/** A value that a parameter cannot take. */
public final class InvalidValueException extends IllegalArgumentException {

    private final String detail;

    InvalidValueException(String detail) {
        super(detail);
        this.detail = detail;
    }

    /** Leaves out the trace, which costs more than all else: a narrowed space may refuse most of what is stored. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** What the value must be, in words that follow its name: {@code must be between 0 and 1}. */
    public String detail() {
        return detail;
    }
}
