import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * What a crowd of running trials costs asks: asks at a fixed rate, in rounds with the crowd's heartbeats or reports beside them and
 * rounds without, in turn, so that what else the machine does meets both. crowd.sh starts it.
 */
public class CrowdDriver {

    private static final String USAGE = """
            java CrowdDriver --url URL --study S --trials N --workers W --every SECONDS --kind heartbeat|report
              [--rounds 12] [--seconds 4] [--rate 40]
            N trials run in S, dealt to W workers; each is sent a heartbeat, or reports its next step, every so many seconds.""";

    /** A running trial; a worker of its own sends for it, one request at a time. */
    private static final class Running {
        final int number;
        final String lease;
        long step;

        Running(int number, String lease) {
            this.number = number;
            this.lease = lease;
        }
    }

    private final URI url;
    private final LoadStudy study;
    private final int trials;
    private final int workers;
    private final double every;
    private final boolean reports;
    private final int rate;
    /** How many warm-up rounds there are; in each, the crowd sends twice as often as in the one before, and at last as wanted. */
    private static final int WARM_UP = 4;

    private final AtomicBoolean isOn = new AtomicBoolean();
    private volatile int slowness = 1 << WARM_UP;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    CrowdDriver(Map<String, String> options) {
        url = URI.create(options.get("url"));
        study = new LoadStudy(url, options.get("study"));
        trials = Integer.parseInt(options.get("trials"));
        workers = Integer.parseInt(options.get("workers"));
        every = Double.parseDouble(options.get("every"));
        reports = options.get("kind").equals("report");
        rate = Integer.parseInt(options.getOrDefault("rate", "40"));
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i].replaceFirst("^--", ""), arguments[i + 1]);
        }
        if (!options.keySet().containsAll(List.of("url", "study", "trials", "workers", "every", "kind"))) {
            System.err.println(USAGE);
            System.exit(2);
        }
        CrowdDriver driver = new CrowdDriver(options);
        System.out.println(driver.run(
                Integer.parseInt(options.getOrDefault("rounds", "12")),
                Integer.parseInt(options.getOrDefault("seconds", "4"))));
    }

    private String run(int rounds, int seconds) throws Exception {
        List<List<Running>> crowd = ask();
        List<long[]> with = new ArrayList<>();
        List<long[]> without = new ArrayList<>();
        double beside;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (List<Running> held : crowd) {
                threads.submit(() -> work(held));
            }
            long on = 0;
            try {
                for (int round = -WARM_UP; round < rounds; round++) {
                    slowness = 1 << Math.max(0, -round - 1);
                    if (round == 0) {
                        latencies.clear();
                        Connection.REFUSED.reset();
                        on = 0;
                    }
                    for (boolean crowded : new boolean[] {round % 2 == 0, round % 2 != 0}) {
                        isOn.set(crowded);
                        long start = System.nanoTime();
                        long[] asks = asks(seconds);
                        if (crowded) {
                            on += System.nanoTime() - start;
                        }
                        if (round >= 0) {
                            (crowded ? with : without).add(asks);
                        }
                    }
                }
            } finally {
                isOver.set(true);
            }
            beside = latencies.size() / (on / 1e9);
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.size() + " requests failed, the first: " + failures.peek());
        }
        Result beats = Result.ofLatencies(reports ? "report" : "heartbeat", latencies.stream().mapToLong(l -> l).toArray());
        return String.format(
                Locale.ROOT,
                "{\"asks\":%s,\"beats\":%s,\"refused\":%d}",
                new Comparison(with, without).json(),
                beats.withRate(beside, "per second").json(),
                Connection.REFUSED.sum());
    }

    /** Each worker asks for its trials. */
    private List<List<Running>> ask() throws IOException {
        List<List<Running>> crowd = new ArrayList<>();
        try (Connection connection = new Connection(url)) {
            for (int worker = 0; worker < workers; worker++) {
                String answer = connection.post(
                        study.path() + "/ask",
                        "{\"worker\":\"w%d\",\"count\":%d,\"leaseSeconds\":600}".formatted(worker, trials / workers));
                List<Running> held = new ArrayList<>();
                for (String part : answer.split("\\{\"number\":")) {
                    int lease = part.indexOf("\"lease\":\"");
                    if (lease > 0) {
                        held.add(new Running(
                                Integer.parseInt(part.substring(0, part.indexOf(','))),
                                part.substring(lease + 9, part.indexOf('"', lease + 9))));
                    }
                }
                if (held.size() != trials / workers) {
                    throw new IOException("worker " + worker + " got " + held.size() + " trials: " + answer);
                }
                crowd.add(held);
            }
        }
        return crowd;
    }

    /** Sends for its trials in turn, so that each has its turn every so many seconds. */
    private Void work(List<Running> held) throws Exception {
        long pause = (long) (every * 1e9 / held.size());
        long due = System.nanoTime() + ThreadLocalRandom.current().nextLong(pause);
        try (Connection connection = new Connection(url)) {
            for (int i = 0; !isOver.get(); i = (i + 1) % held.size()) {
                LockSupport.parkNanos(due - System.nanoTime());
                due = Math.max(due + slowness * pause, System.nanoTime());
                if (isOn.get()) {
                    long start = System.nanoTime();
                    send(connection, held.get(i));
                    latencies.add(System.nanoTime() - start);
                }
            }
        } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
        return null;
    }

    private void send(Connection connection, Running trial) throws IOException {
        String path = study.path() + "/trials/" + trial.number;
        String lease = "{\"lease\":\"" + trial.lease + "\"";
        if (reports) {
            trial.step++;
            double loss = 1.0 / trial.step + ThreadLocalRandom.current().nextDouble();
            connection.post(path + "/report", lease + ",\"step\":" + trial.step + ",\"values\":{\"loss\":" + loss + "}}");
        } else {
            connection.post(path + "/heartbeat", lease + "}");
        }
    }

    /** Open loop: the clock of each ask starts when it was due. Each is answered by a tell outside the clock. */
    private long[] asks(int seconds) throws Exception {
        long[] asks = new long[rate * seconds];
        List<Future<?>> all = new ArrayList<>();
        try (Connections connections = new Connections(url);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime() + 50_000_000L;
            for (int i = 0; i < asks.length; i++) {
                long due = start + (long) (i * 1e9 / rate);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                int index = i;
                all.add(threads.submit(() -> {
                    Connection connection = connections.take();
                    String answer = study.ask(connection);
                    asks[index] = System.nanoTime() - due;
                    study.tell(connection, answer, index);
                    connections.give(connection);
                    return null;
                }));
            }
            for (Future<?> ask : all) {
                ask.get();
            }
        }
        return asks;
    }
}
