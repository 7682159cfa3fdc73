package dev.parley.llm.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an HTTP answer before any client library parses it, so that all providers fail alike: a status that is no
 * success, an empty body and one that is too long each end the call with an exception of their own.
 */
final class AnswerBody {

    /** The most bytes of an answer, many times what a model may say. */
    static final int LIMIT = 1 << 20;

    private static final int EXCERPT = 300;
    private static final int FIRST_ERROR = 400;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    private AnswerBody() {}

    /**
     * The whole body.
     *
     * @param status the HTTP status
     * @param retryAfter the header Retry-After; only seconds are understood, not a date
     * @param body the body, decompressed
     */
    static byte[] read(int status, @Nullable String retryAfter, InputStream body) throws IOException {
        if (status >= FIRST_ERROR) {
            String said = new String(body.readNBytes(EXCERPT), StandardCharsets.UTF_8);
            throw new RefusedRequestException(status, duration(retryAfter), said);
        }
        byte[] read = body.readNBytes(LIMIT + 1);
        if (read.length > LIMIT) {
            throw new OverlongAnswerException(LIMIT);
        }
        if (read.length == 0) {
            throw new EmptyAnswerException();
        }
        return read;
    }

    private static @Nullable Duration duration(@Nullable String retryAfter) {
        return retryAfter == null || !SECONDS.matcher(retryAfter).matches()
                ? null
                : Duration.ofMillis((long) Math.ceil(Double.parseDouble(retryAfter) * 1000));
    }
}
