import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks and tells over many connections, on one thread and its selector, so that the driver takes little of the machine that it
 * shares with the service. In a closed loop so many workers ask, tell and ask again; in an open one asks come at a rate, whatever
 * becomes of them. What an ask handed out is told, again and again if that is refused, after as long as the answer says.
 */
final class Flood implements AutoCloseable {

    /** Where asks come from: {@code workers} that each wait for their answers, or {@code rate} a second. */
    record Load(int workers, double rate) {

        static Load closed(int workers) {
            return new Load(workers, 0);
        }

        static Load open(double rate) {
            return new Load(0, rate);
        }
    }

    /** A request: when it was due, what it is, and the study's name. */
    record Job(long due, boolean isTell, String path, String body) {}

    private static final long GIVE_UP = TimeUnit.SECONDS.toNanos(60);

    private final InetSocketAddress address;
    private final String host;
    private final int mostConnections;
    private final String[] studies;
    private final Selector selector = Selector.open();
    private final Deque<FloodConnection> idle = new ArrayDeque<>();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final PriorityQueue<Job> later = new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));
    private int connections;
    private int busy;
    private int workers;
    private int turn;
    private long asked;

    Flood(URI url, int mostConnections, String... studies) throws IOException {
        this.address = new InetSocketAddress(url.getHost(), url.getPort());
        this.host = url.getAuthority();
        this.mostConnections = mostConnections;
        this.studies = studies;
    }

    /** Runs for so many seconds, then tells what is still to be told. */
    Tally run(Load load, int seconds) throws IOException {
        Tally tally = new Tally(System.nanoTime(), seconds);
        long end = tally.began() + TimeUnit.SECONDS.toNanos(seconds);
        asked = 0;
        workers = 0;
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            offer(load, tally, now);
            turn(tally, now);
        }
        tally.ended();
        waiting.removeIf(job -> !job.isTell);
        long limit = end + GIVE_UP;
        while ((busy > 0 || !waiting.isEmpty() || !later.isEmpty()) && System.nanoTime() < limit) {
            turn(tally, System.nanoTime());
        }
        tally.lost = busy + waiting.size() + later.size();
        return tally;
    }

    private void offer(Load load, Tally tally, long now) {
        long due = load.workers > 0
                ? asked + load.workers - workers
                : (long) ((now - tally.began()) * load.rate / 1e9);
        for (; asked < due; asked++) {
            workers++;
            tally.offered++;
            String path = "/api/v1/studies/" + studies[(int) (asked % studies.length)];
            waiting.add(new Job(now, false, path, "{}"));
        }
    }

    private void turn(Tally tally, long now) throws IOException {
        while (!later.isEmpty() && later.peek().due <= now) {
            waiting.addFirst(later.remove());
        }
        while (!waiting.isEmpty() && (!idle.isEmpty() || connections < mostConnections)) {
            Job job = waiting.remove();
            FloodConnection connection = idle.isEmpty() ? open() : idle.pop();
            busy++;
            connection.send(job, request(job));
        }
        // What no connection is left for is late already: the driver counts it as not sent.
        while (waiting.size() > mostConnections) {
            if (waiting.removeLast().isTell) {
                throw new IllegalStateException("more results than connections");
            }
            tally.unsent++;
            workers--;
        }
        selector.select(key -> answered((FloodConnection) key.attachment(), tally), 1);
    }

    private FloodConnection open() throws IOException {
        connections++;
        return new FloodConnection(address, selector);
    }

    private String request(Job job) {
        return "POST " + job.path + (job.isTell ? "/tell" : "/ask") + " HTTP/1.1\r\nHost: " + host
                + "\r\nContent-Type: application/json\r\nContent-Length: " + job.body.length() + "\r\n\r\n" + job.body;
    }

    private void answered(FloodConnection connection, Tally tally) {
        Job job = connection.job();
        FloodConnection.Reply reply = connection.progress();
        if (reply == null) {
            return;
        }
        long now = System.nanoTime();
        if (reply.status() == 0) {
            connections--;
            idle.remove(connection);
        } else {
            idle.push(connection);
        }
        if (job == null) {
            return;
        }
        busy--;
        tally.add(job, reply.status(), now);
        if (job.isTell && reply.status() != 200) {
            later.add(new Job(now + TimeUnit.SECONDS.toNanos(reply.retryAfter()), true, job.path, job.body));
        } else if (!job.isTell && reply.status() == 200) {
            String text = reply.text();
            waiting.addFirst(new Job(
                    now,
                    true,
                    job.path + "/trials/" + between(text, "\"number\":", ','),
                    "{\"lease\":\"" + between(text, "\"lease\":\"", '"')
                            + "\",\"state\":\"complete\",\"values\":{\"loss\":" + turn++ % 97 + "}}"));
        } else {
            workers--;
        }
    }

    private static String between(String text, String from, char to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
