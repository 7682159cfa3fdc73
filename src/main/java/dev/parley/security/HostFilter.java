package dev.parley.security;

import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Serves requests for this machine's own names, and from pages of this machine, only: a service that trusts everybody on this
 * machine is not to be reached by a web page in a browser here, neither by giving its own name this machine's address (DNS
 * rebinding), nor by sending what browsers send without asking first (cross-site request forgery).
 */
final class HostFilter extends OncePerRequestFilter {

    private static final String LOCAL = "(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?";
    private static final Pattern HOST = Pattern.compile(LOCAL);
    private static final Pattern ORIGIN = Pattern.compile("https?://" + LOCAL);

    private final Listening listening;
    private final Problems problems;

    HostFilter(Listening listening, Problems problems) {
        this.listening = listening;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !listening.isForThisMachineOnly();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getHeader(HttpHeaders.HOST);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (host == null || !HOST.matcher(host).matches()) {
            problems.write(request, response, refusal("answers to"));
        } else if (origin != null && !ORIGIN.matcher(origin).matches()) {
            problems.write(request, response, refusal("takes requests of web pages from"));
        } else {
            chain.doFilter(request, response);
        }
    }

    private static ProblemException refusal(String what) {
        return new ProblemException(
                ProblemType.HOST_NOT_ALLOWED,
                "This service " + what + " 127.0.0.1 and localhost only; to serve other names, configure keys and"
                        + " server.address, or parley.security.open=true.");
    }
}
