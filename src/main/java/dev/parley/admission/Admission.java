package dev.parley.admission;

import dev.parley.observability.Metric;
import dev.parley.problem.BodyTooSlowException;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.problem.Problems;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * Lets requests in as there are places for them, and refuses those that would have to wait too long. It comes before all
 * other filters, so that a refusal costs next to nothing.
 */
final class Admission implements Filter {

    private static final Pattern STREAM = Pattern.compile(".*/api/v1/(?:studies/[^/]+/)?events");

    private final Places places;
    private final Places bulk;
    private final AdmissionProperties properties;
    private final Problems problems;
    private final MeterRegistry meters;

    Admission(Places places, Places bulk, AdmissionProperties properties, Problems problems, MeterRegistry meters) {
        this.places = places;
        this.bulk = bulk;
        this.properties = properties;
        this.problems = problems;
        this.meters = meters;
        for (Lane lane : Lane.values()) {
            Metric.REQUESTS_WAITED.timer(meters, lane.word());
            Metric.REQUESTS_REFUSED.begin(meters, lane.word());
        }
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) any;
        HttpServletResponse response = (HttpServletResponse) answer;
        if (isStream(request)) {
            chain.doFilter(request, response);
            return;
        }
        ReadAhead read;
        try {
            read = ReadAhead.of(request, Math.toIntExact(properties.largeBody().toBytes()), properties.bodyPatience());
        } catch (BodyTooSlowException tooSlow) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
            problems.write(request, response, tooSlow.problem());
            return;
        }
        pass(read.isWhole() ? places : bulk, Lane.of(request, read.isWhole()), read, response, chain);
    }

    /** A stream of events lasts as long as somebody looks and mostly says nothing; how many there may be, their feed says. */
    private static boolean isStream(HttpServletRequest request) {
        return "GET".equals(request.getMethod())
                && STREAM.matcher(request.getRequestURI()).matches();
    }

    private void pass(
            Places through, Lane lane, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Ticket ticket = through.enter(lane, System.nanoTime());
        boolean isWaiting = ticket.state() == Ticket.State.WAITING;
        if (!ticket.await()) {
            refuse(lane, request, response);
            return;
        }
        boolean goesOn = false;
        try {
            if (isWaiting) {
                Metric.REQUESTS_WAITED
                        .timer(meters, lane.word())
                        .record(Duration.ofNanos(ticket.admitted() - ticket.since()));
            }
            chain.doFilter(request, response);
            goesOn = request.isAsyncStarted();
            if (goesOn) {
                request.getAsyncContext().addListener(new Leaving(() -> through.leave(ticket, System.nanoTime())));
            }
        } finally {
            if (!goesOn) {
                through.leave(ticket, System.nanoTime());
            }
        }
    }

    /** Gives a place back when an answer that another thread writes has ended, in whatever way: after the others, it completes. */
    private record Leaving(Runnable leave) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            leave.run();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    /** Clients that are refused together are not to come back together. */
    private void refuse(Lane lane, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Metric.REQUESTS_REFUSED.counter(meters, lane.word()).increment();
        int longest = lane == Lane.RESULTS ? 2 : 5;
        Duration later = Duration.ofSeconds(ThreadLocalRandom.current().nextInt(1, longest + 1));
        problems.write(
                request,
                response,
                new ProblemException(
                                ProblemType.OVERLOADED, "More requests come than can be answered; try again later.")
                        .retryAfter(later));
    }
}
