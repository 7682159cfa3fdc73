import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A kept-alive HTTP connection over a plain socket. What is refused (429) is sent again later, and any other answer but 2xx is an error. */
final class Connection implements AutoCloseable {

    /** How often anything was refused. */
    static final LongAdder REFUSED = new LongAdder();

    private static final int MOST_TRIES = 60;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String head;

    Connection(URI url) throws IOException {
        socket = new Socket(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(120_000);
        in = new BufferedInputStream(socket.getInputStream(), 16_384);
        out = socket.getOutputStream();
        String key = System.getenv("PARLEY_KEY");
        head = " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nContent-Type: application/json\r\n"
                + (key == null ? "" : "Authorization: Bearer " + key + "\r\n");
    }

    String post(String path, String body) throws IOException {
        return send("POST", path, body);
    }

    String send(String method, String path, String body) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return sendOnce(method, path, body);
            } catch (Refused refused) {
                REFUSED.increment();
                if (tries == MOST_TRIES) {
                    throw refused;
                }
                LockSupport.parkNanos(refused.seconds * 1_000_000_000L);
            }
        }
    }

    private static final class Refused extends IOException {
        final int seconds;

        Refused(String message, int seconds) {
            super(message);
            this.seconds = seconds;
        }
    }

    private String sendOnce(String method, String path, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] start = (method + " " + path + head + "Content-Length: " + content.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, request, start.length, content.length);
        out.write(request);
        out.flush();

        String status = line();
        int length = -1;
        int retryAfter = 1;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).trim());
            } else if (lower.startsWith("retry-after:")) {
                retryAfter = Integer.parseInt(lower.substring(12).trim());
            } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                chunked = true;
            }
        }
        String answer = new String(chunked ? chunks() : in.readNBytes(Math.max(0, length)), StandardCharsets.UTF_8);
        if (status.startsWith("HTTP/1.1 429")) {
            throw new Refused(method + " " + path + ": " + status + " " + answer, retryAfter);
        }
        if (!status.startsWith("HTTP/1.1 2")) {
            throw new IOException(method + " " + path + ": " + status + " " + answer);
        }
        return answer;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line().split(";")[0].trim(), 16);
            whole.write(in.readNBytes(size));
            line();
            if (size == 0) {
                return whole.toByteArray();
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the service closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
