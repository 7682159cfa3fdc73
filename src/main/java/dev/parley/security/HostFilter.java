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
 * Serves requests for this machine's own names only, so that a web page in a browser here cannot reach a service that
 * trusts everybody on this machine by giving its own name this machine's address (DNS rebinding).
 */
final class HostFilter extends OncePerRequestFilter {

    private static final Pattern LOCAL = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?");

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
        if (host != null && LOCAL.matcher(host).matches()) {
            chain.doFilter(request, response);
            return;
        }
        problems.write(
                request,
                response,
                new ProblemException(
                        ProblemType.HOST_NOT_ALLOWED,
                        "This service answers to 127.0.0.1 and localhost only; to serve other names, configure keys and"
                                + " server.address, or parley.security.open=true."));
    }
}
