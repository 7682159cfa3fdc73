import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A kept-alive connection of a {@link Flood}, with one request at a time. */
final class FloodConnection {

    /**
     * An answer.
     *
     * @param status the HTTP status; 0 where the connection broke
     * @param retryAfter how many seconds to wait; 1 where nothing is said
     * @param text the whole answer
     */
    record Reply(int status, int retryAfter, String text) {}

    private static final Reply BROKEN = new Reply(0, 1, "");

    private final SocketChannel channel = SocketChannel.open();
    private final SelectionKey key;
    private final ByteBuffer in = ByteBuffer.allocate(64 << 10);
    private ByteBuffer out = ByteBuffer.allocate(0);
    private Flood.Job job;

    FloodConnection(InetSocketAddress address, Selector selector) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(address);
        key = channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    /** What is being answered; null if nothing is. */
    Flood.Job job() {
        return job;
    }

    void send(Flood.Job next, String request) {
        job = next;
        out = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
        in.clear();
        key.interestOps(channel.isConnected() ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT);
        if (channel.isConnected()) {
            progress();
        }
    }

    /** Does what can be done without waiting; answers the reply when it is whole, else null. */
    Reply progress() {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_WRITE);
            }
            if (channel.isConnected() && out.hasRemaining()) {
                channel.write(out);
                key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
                return null;
            }
            if (channel.isConnected() && channel.read(in) < 0) {
                return broken();
            }
            return whole();
        } catch (IOException gone) {
            return broken();
        }
    }

    private Reply broken() {
        job = null;
        try {
            channel.close();
        } catch (IOException ignored) {
            // It is gone either way.
        }
        return BROKEN;
    }

    private Reply whole() {
        String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return null;
        }
        int length = number(text, head, "\r\nContent-Length: ", -1);
        boolean isWhole = length >= 0 ? text.length() >= head + 4 + length : text.endsWith("\r\n0\r\n\r\n");
        if (!isWhole) {
            return null;
        }
        job = null;
        return new Reply(Integer.parseInt(text.substring(9, 12)), number(text, head, "\r\nRetry-After: ", 1), text);
    }

    private static int number(String text, int head, String name, int otherwise) {
        int at = text.indexOf(name);
        return at < 0 || at > head
                ? otherwise
                : Integer.parseInt(text.substring(at + name.length(), text.indexOf('\r', at + name.length())));
    }
}
