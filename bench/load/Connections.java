import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/** Connections that wait to be used again. */
final class Connections implements AutoCloseable {

    private static final int LIMIT = 256;

    private final URI url;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Semaphore room = new Semaphore(LIMIT);

    Connections(URI url) {
        this.url = url;
    }

    Connection take() throws IOException, InterruptedException {
        room.acquire();
        synchronized (idle) {
            Connection connection = idle.poll();
            if (connection != null) {
                return connection;
            }
        }
        return new Connection(url);
    }

    void give(Connection connection) {
        synchronized (idle) {
            idle.push(connection);
        }
        room.release();
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : idle) {
            connection.close();
        }
    }
}
