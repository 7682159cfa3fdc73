package dev.parley.optimizer.space;

/** A value that a parameter cannot take. */
public final class InvalidValueException extends IllegalArgumentException {

    private final String detail;

    InvalidValueException(String detail) {
        super(detail);
        this.detail = detail;
    }

    /** What the value must be, in words that follow its name: {@code must be between 0 and 1}. */
    public String detail() {
        return detail;
    }
}
