package dev.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection to a service on 127.0.0.1 that sends what no proper client sends. */
public final class RawClient implements AutoCloseable {

    private static final int MOST_BYTES = 2_000;

    private final Socket socket;

    public RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
    }

    /** Sends the head of a request that announces a JSON body of so many bytes, and the start of that body. */
    public void send(String method, String path, int length, String start) throws IOException {
        write(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                + length + "\r\n\r\n" + start);
    }

    /** Gets a path as it is written here, with nothing encoded; answers all of the answer. */
    public String get(String path) throws IOException {
        write("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        return rest(socket.getInputStream());
    }

    /** Goes on sending the same, with pauses, until an answer comes, and no longer; answers all of it that comes before the end. */
    public String answerWhileTrickling(String drop, Duration pause) throws IOException {
        socket.setSoTimeout(Math.toIntExact(pause.toMillis()));
        InputStream in = socket.getInputStream();
        for (int drops = 0; drops < MOST_BYTES; drops++) {
            try {
                int first = in.read();
                socket.shutdownOutput();
                return first < 0 ? "" : (char) first + rest(in);
            } catch (SocketTimeoutException nothingYet) {
                write(drop);
            } catch (SocketException gone) {
                return "";
            }
        }
        throw new AssertionError("no answer after " + MOST_BYTES + " drops");
    }

    private String rest(InputStream in) throws IOException {
        socket.setSoTimeout(10_000);
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
