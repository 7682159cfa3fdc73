package dev.parley.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses bodies that are too large, by their announced length or, where none is announced, while they are read. */
@Component
class RequestBodyLimits extends OncePerRequestFilter {

    private static final long LIMIT = 1L << 20;
    private static final long IMPORT_LIMIT = 64L << 20;

    private final Problems problems;

    RequestBodyLimits(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long limit = limit(request);
        if (request.getContentLengthLong() > limit) {
            problems.write(request, response, BodyTooLargeException.problem(limit));
            return;
        }
        String query = request.getQueryString();
        if (query != null && query.contains("%00")) {
            problems.write(
                    request,
                    response,
                    new ProblemException(ProblemType.INVALID_REQUEST, "A parameter holds a NUL character."));
            return;
        }
        chain.doFilter(new LimitedRequest(request, limit), response);
    }

    private static long limit(HttpServletRequest request) {
        String path = request.getRequestURI();
        boolean isImport =
                "POST".equals(request.getMethod()) && (path.endsWith("/trials") || path.endsWith("/imports/optuna"));
        return isImport ? IMPORT_LIMIT : LIMIT;
    }

    private static final class LimitedRequest extends HttpServletRequestWrapper {

        private final long limit;

        LimitedRequest(HttpServletRequest request, long limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new LimitedInput(super.getInputStream(), limit);
        }
    }

    private static final class LimitedInput extends CheckedBody {

        private final long limit;
        private long count;

        LimitedInput(ServletInputStream input, long limit) {
            super(input);
            this.limit = limit;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(0, read);
            if (count > limit) {
                throw new BodyTooLargeException(limit);
            }
            return read;
        }
    }
}
