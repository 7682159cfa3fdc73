package dev.parley.admission;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;

/** A request whose body has arrived, if it is small; so that whoever works on it does not wait for its client. */
final class ReadAhead extends HttpServletRequestWrapper {

    private final ServletInputStream body;
    private final boolean isWhole;

    private ReadAhead(HttpServletRequest request, InputStream body, boolean isWhole) {
        super(request);
        this.body = new Body(body);
        this.isWhole = isWhole;
    }

    /**
     * Waits for the body of a request, if it is not large.
     *
     * @param large from how many bytes on a body is large
     * @throws dev.parley.problem.BodyTooSlowException where it does not come
     */
    static ReadAhead of(HttpServletRequest request, int large, Duration patience) throws IOException {
        long length = request.getContentLengthLong();
        SteadyBody coming = new SteadyBody(request.getInputStream(), patience);
        if (length >= large) {
            return new ReadAhead(request, coming, false);
        }
        byte[] start = coming.readNBytes(large);
        InputStream read = new ByteArrayInputStream(start);
        return start.length < large
                ? new ReadAhead(request, read, true)
                : new ReadAhead(request, new SequenceInputStream(read, coming), false);
    }

    /** Whether nothing of the body is still to come. */
    boolean isWhole() {
        return isWhole;
    }

    @Override
    public ServletInputStream getInputStream() {
        return body;
    }

    private static final class Body extends ServletInputStream {

        private final InputStream input;
        private boolean isFinished;

        Body(InputStream input) {
            this.input = input;
        }

        @Override
        public int read() throws IOException {
            int read = input.read();
            isFinished |= read < 0;
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = input.read(target, offset, length);
            isFinished |= read < 0;
            return read;
        }

        @Override
        public int available() throws IOException {
            return input.available();
        }

        @Override
        public boolean isFinished() {
            return isFinished;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("bodies are read by blocking");
        }
    }
}
