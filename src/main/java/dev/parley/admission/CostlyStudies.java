package dev.parley.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Knows the studies whose asks take the processor for long, such as those of a thousand parameters, by what their latest asks
 * took. A study is known by its path and the key of its caller, since its project is not known yet where requests wait.
 */
final class CostlyStudies {

    private static final String STUDIES = "/api/v1/studies/";

    /** What an ask of a costly study takes at least, on average. */
    private static final double COSTLY_NANOS = 3e6;

    /** How much of the average is that of the latest ask: more where it took less, since the first are slow in every study. */
    private static final double LATEST_ABOVE = 0.1, LATEST_BELOW = 0.5;

    private static final int MOST_STUDIES = 10_000;

    private final Cache<Key, Double> nanos = Caffeine.newBuilder()
            .maximumSize(MOST_STUDIES)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    /** A study as a request names it. */
    record Key(@Nullable String authorization, String name) {

        /** The study that a request is about; null if it is about none. */
        static @Nullable Key of(HttpServletRequest request) {
            String path = request.getRequestURI();
            if (!path.startsWith(STUDIES)) {
                return null;
            }
            int end = path.indexOf('/', STUDIES.length());
            String name = path.substring(STUDIES.length(), end < 0 ? path.length() : end);
            return new Key(request.getHeader(HttpHeaders.AUTHORIZATION), name);
        }
    }

    boolean isCostly(@Nullable Key study) {
        return study != null && nanos.asMap().getOrDefault(study, 0.0) >= COSTLY_NANOS;
    }

    /** Notes what an ask of a study took. */
    void took(Key study, long latest) {
        nanos.asMap()
                .merge(
                        study,
                        (double) latest,
                        (average, more) -> average + (more > average ? LATEST_ABOVE : LATEST_BELOW) * (more - average));
    }
}
