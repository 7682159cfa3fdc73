package dev.parley.admission;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;

/** What a request is about, as far as that decides how it waits. */
enum Lane {
    /** What a worker says of a trial that it has: where that is refused, work already done is at stake. */
    RESULTS,
    /** Everything else with a small body or none. */
    OTHERS,
    /** Everything else with a large body, which takes long to arrive and much memory. */
    BULK;

    private static final Set<String> OF_WORKERS = Set.of("tell", "report", "heartbeat", "release");

    /**
     * The lane of a request.
     *
     * @param isSmall whether its body is
     */
    static Lane of(HttpServletRequest request, boolean isSmall) {
        String path = request.getRequestURI();
        if ("POST".equals(request.getMethod()) && OF_WORKERS.contains(path.substring(path.lastIndexOf('/') + 1))) {
            return RESULTS;
        }
        return isSmall ? OTHERS : BULK;
    }

    /** The lane's word in metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
