package dev.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;

/** One port of 127.0.0.1 that stays while the server behind it goes, and comes back at another port. */
public final class TcpRelay implements AutoCloseable {

    private final ServerSocket entrance;
    private volatile int target;

    /** Relays to {@code target}, a port of 127.0.0.1. */
    public TcpRelay(int target) {
        this.target = target;
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.startVirtualThread(this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** Relays new connections to another port. */
    public void to(int port) {
        target = port;
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Thread.startVirtualThread(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Thread answers = Thread.startVirtualThread(() -> pump(server, client));
            pump(client, server);
            answers.join();
        } catch (IOException gone) {
            // The client sees a connection that ends.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Copies until one side ends, then ends both. */
    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream input = Objects.requireNonNull(from.getInputStream());
            OutputStream output = to.getOutputStream();
            input.transferTo(output);
        } catch (IOException ended) {
            // So does the other side.
        }
    }
}
