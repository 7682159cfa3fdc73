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
    /** Large bodies, which take long to arrive and much memory. */
    BULK;

    private static final Set<String> OF_WORKERS = Set.of("tell", "report", "heartbeat", "release");

    /** The lane of a request whose body is small. */
    static Lane of(HttpServletRequest request) {
        String path = request.getRequestURI();
        return OF_WORKERS.contains(path.substring(path.lastIndexOf('/') + 1)) && "POST".equals(request.getMethod())
                ? RESULTS
                : OTHERS;
    }

    /** The lane's word in metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
