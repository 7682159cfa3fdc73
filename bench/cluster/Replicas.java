import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Processes of the service on one PostgreSQL; what it started ends with it, and with the bench's own process. */
final class Replicas implements AutoCloseable {

    private final Database database;
    private final List<Service> services;
    private final Thread end = new Thread(this::closeAll);

    private Replicas(Database database, List<Service> services) {
        this.database = database;
        this.services = services;
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** What a bench's script found and made for it, given by properties of the system. */
    record Setting(Path scratch, List<String> postgres, List<String> java, Path folder) {

        static Setting given() {
            return new Setting(
                    Path.of(System.getProperty("scratch")),
                    words("postgres"),
                    words("service"),
                    Path.of(System.getProperty("folder")));
        }

        private static List<String> words(String property) {
            return List.of(System.getProperty(property).split(" "));
        }
    }

    /**
     * Starts a PostgreSQL and services, and waits until all are ready.
     *
     * @param ports the ports at which each service sees the database; the database's own where there is none
     * @param properties more properties of the services
     */
    static Replicas start(Setting setting, Database database, List<Integer> ports, List<String> properties) {
        List<Service> services = new ArrayList<>();
        Replicas replicas = new Replicas(database, services);
        for (int i = 0; i < ports.size(); i++) {
            services.add(new Service(
                    "service-" + i, setting.java, setting.folder, setting.scratch, ports.get(i), database.password(), properties));
            services.getLast().launch();
            services.getLast().awaitReady();
        }
        return replicas;
    }

    List<Service> services() {
        return services;
    }

    List<Api> apis() {
        return services.stream().map(Service::api).toList();
    }

    /** One thread for each of so many clients; waits for all, and passes their failures on. */
    static void crowd(int clients, Duration limit, IntConsumer client) {
        List<Thread> threads = IntStream.range(0, clients)
                .mapToObj(i -> Thread.ofVirtual().name("client-" + i).unstarted(() -> client.accept(i)))
                .toList();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((t, failure) -> failures.add(failure)));
        threads.forEach(Thread::start);
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (Thread thread : threads) {
                if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                    throw new IllegalStateException(thread.getName() + " did not end within " + limit);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " clients failed", failures.getFirst());
        }
    }

    private void closeAll() {
        services.forEach(Service::close);
        database.close();
    }

    @Override
    public void close() {
        closeAll();
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
