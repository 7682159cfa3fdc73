import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a service and its database, so that their connections can be cut, or fall silent. */
final class Relay implements AutoCloseable {

    private final ServerSocket entrance;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    /** One connection through the relay. */
    private static final class Link {
        final Socket client;
        final Socket server;
        volatile boolean isSilent;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void close() {
            try (client;
                    server) {
                isSilent = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Relays to a port of 127.0.0.1. */
    Relay(int target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Closes all connections. */
    void cut() {
        links.forEach(Link::close);
    }

    /** Lets all connections stay open and deliver nothing any more, as a network does that forgot them; new ones work. */
    void silence() {
        links.forEach(link -> link.isSilent = true);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Link link = new Link(client, server);
            links.add(link);
            Thread answers = Thread.ofVirtual().start(() -> pump(link, server, client));
            pump(link, client, server);
            answers.join();
            links.remove(link);
        } catch (IOException gone) {
            // The service sees a connection that ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Copies until one side ends, then ends both; of a silent link, what comes is dropped. */
    private static void pump(Link link, Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                if (!link.isSilent) {
                    output.write(buffer, 0, read);
                }
            }
        } catch (IOException ended) {
            // So does the other side.
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
            cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
