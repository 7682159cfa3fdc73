package dev.parley.mlflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** MLflow did not do what it was asked for. */
final class MlflowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What that means. */
    enum Kind {
        /** It cannot be used now, by anybody, by us, or for this request alone. */
        AWAY,
        /** It did not answer, perhaps this request alone. */
        UNANSWERED,
        /** It failed, perhaps at this request alone. */
        BROKEN,
        /** It does not take this request, however often it is made. */
        REFUSED,
        /** What the request names is not there. */
        ABSENT,
        /** What the request makes is there. */
        PRESENT
    }

    private final Kind kind;
    private final boolean isCertain;
    private final transient @Nullable Duration pause;

    /**
     * @param isCertain whether nothing came of the request
     * @param pause how long MLflow wants to be left alone; null if it does not say
     */
    MlflowException(Kind kind, boolean isCertain, @Nullable Duration pause, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.isCertain = isCertain;
        this.pause = pause;
    }

    Kind kind() {
        return kind;
    }

    boolean isCertain() {
        return isCertain;
    }

    @Nullable
    Duration pause() {
        return pause;
    }

    /** What went wrong, in words. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
