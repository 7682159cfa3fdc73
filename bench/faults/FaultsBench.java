import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Drives a load through a schedule of faults, and compares what clients were told with what is there. See bench/README.md. */
public final class FaultsBench {

    private static final String SPACE = """
            [{"name":"lr","type":"float","low":1e-5,"high":0.1,"scale":"log"},
             {"name":"momentum","type":"float","low":0,"high":0.99},
             {"name":"width","type":"int","low":8,"high":512,"scale":"log"},
             {"name":"solver","type":"categorical","choices":["adam","sgd","rmsprop","lion"]}]""";

    /** Clients that retry, and of which some repeat themselves, contradict themselves, give up or crash. */
    private static final Habits HABITS = new Habits(
            0.8, 0.1, 0.1, 0.02, 0.03, 0.02, Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofSeconds(4));

    private static final int REPLICAS = 2;

    private final Database database;
    private final Replicas replicas;
    private final Ledger ledger = new Ledger();
    private final Recoveries recoveries = new Recoveries();
    private final Strikes strikes;
    private final List<Lane> lanes;
    private final int workers;
    private final AtomicBoolean isOver = new AtomicBoolean();

    private FaultsBench(Database database, Replicas replicas, List<Relay> relays, boolean isQuick) {
        this.database = database;
        this.replicas = replicas;
        this.strikes = new Strikes(replicas, database, relays, ledger, recoveries);
        this.workers = isQuick ? 6 : 8;
        int trials = isQuick ? 60 : 300;
        this.lanes = List.of("random", "sobol", "tpe", "auto").stream()
                .map(strategy -> new Lane(strategy, SPACE, trials, workers - 2, 10))
                .toList();
    }

    public static void main(String[] arguments) throws InterruptedException {
        boolean isQuick = List.of(arguments).contains("--quick");
        Replicas.Setting setting = Replicas.Setting.given();
        Database database = new Database(setting.scratch().resolve("postgres"), setting.postgres());
        database.start();
        database.createService();
        List<Relay> relays = IntStream.range(0, REPLICAS).mapToObj(i -> new Relay(database.port())).toList();
        boolean isMet;
        try (Replicas replicas = Replicas.start(setting, database, relays.stream().map(Relay::port).toList(), List.of())) {
            FaultsBench bench = new FaultsBench(database, replicas, relays, isQuick);
            bench.run(isQuick ? bench.few() : bench.many());
            isMet = bench.report(isQuick);
        }
        relays.forEach(Relay::close);
        System.exit(isMet ? 0 : 1);
    }

    /** Some faults of each kind. */
    private List<Runnable> few() {
        return List.of(
                strikes::killService,
                () -> strikes.killDatabase(0),
                strikes::cutConnections,
                () -> strikes.pauseService(6),
                () -> strikes.killDatabase(6),
                strikes::terminateConnections,
                () -> strikes.turnClock(8),
                strikes::killABackend,
                () -> strikes.fillPools(7),
                () -> strikes.stopDatabase(1),
                strikes::killService,
                () -> strikes.pauseDatabase(6),
                () -> strikes.turnClock(-5),
                strikes::killBoth,
                () -> strikes.turnClock(120));
    }

    /** A hundred kills among other faults, shuffled. */
    private List<Runnable> many() {
        List<Runnable> all = new ArrayList<>();
        all.addAll(Collections.nCopies(45, strikes::killService));
        all.addAll(Collections.nCopies(12, () -> strikes.killDatabase(0)));
        all.addAll(Collections.nCopies(8, () -> strikes.killDatabase(3)));
        all.addAll(Collections.nCopies(8, () -> strikes.killDatabase(12)));
        all.addAll(Collections.nCopies(7, () -> strikes.stopDatabase(1)));
        all.addAll(Collections.nCopies(10, strikes::killABackend));
        all.addAll(Collections.nCopies(10, strikes::killBoth));
        all.addAll(Collections.nCopies(4, () -> strikes.pauseService(6)));
        all.addAll(Collections.nCopies(4, () -> strikes.pauseDatabase(6)));
        all.addAll(Collections.nCopies(4, strikes::terminateConnections));
        all.addAll(Collections.nCopies(4, strikes::cutConnections));
        all.addAll(Collections.nCopies(2, strikes::silenceConnections));
        all.addAll(Collections.nCopies(4, () -> strikes.fillPools(7)));
        all.addAll(Collections.nCopies(3, () -> strikes.turnClock(8)));
        all.addAll(Collections.nCopies(3, () -> strikes.turnClock(-5)));
        all.addAll(Collections.nCopies(3, () -> strikes.turnClock(120)));
        Collections.shuffle(all, new Random(6));
        return all;
    }

    private void run(List<Runnable> schedule) throws InterruptedException {
        Probe.prepare(replicas.apis().getFirst(), SPACE, 200);
        Thread strikesThread = Thread.ofPlatform().name("strikes").unstarted(() -> strike(schedule));
        Thread watcher = Thread.ofPlatform().name("watcher").daemon().unstarted(this::watchParallelLimits);
        strikesThread.start();
        watcher.start();
        Replicas.crowd(workers * lanes.size(), Duration.ofHours(2), this::work);
        strikesThread.join();
        for (Lane lane : lanes) {
            lane.studies().forEach(study -> new Audit(ledger, database, replicas.apis()).check(study, lane.trials()));
        }
    }

    private void strike(List<Runnable> schedule) {
        Random random = new Random(2);
        try {
            for (int i = 0; i < schedule.size(); i++) {
                Waiting.pause(Duration.ofMillis(1_000 + random.nextInt(2_000)));
                strike(schedule.get(i));
                System.err.printf("%d of %d faults, %d violations%n", i + 1, schedule.size(), ledger.violations().size());
            }
        } finally {
            isOver.set(true);
        }
    }

    private void strike(Runnable fault) {
        try {
            fault.run();
        } catch (RuntimeException e) {
            ledger.violation("the service did not come back: " + e);
        }
    }

    /** One worker's time: study after study of its lane, until the one at hand is completed when the faults are over. */
    private void work(int number) {
        Lane lane = lanes.get(number % lanes.size());
        PatientClient client = new PatientClient(replicas.apis(), number % REPLICAS, HABITS.patience(), ledger);
        Latencies latencies = new Latencies();
        for (int generation = lane.after(-1, false); generation >= 0; generation = lane.after(generation, isOver.get())) {
            lane.create(generation, client, ledger);
            new Worker("worker-" + number, lane.study(generation), client, HABITS, ledger, latencies).work();
        }
    }

    /** Looks again and again whether more trials run than a study's limit allows. */
    private void watchParallelLimits() {
        while (true) {
            Waiting.pause(Duration.ofMillis(200));
            try {
                database.query("SELECT name, count(*) FROM trial JOIN study USING (study_id) WHERE state = 'running'"
                                + " GROUP BY name, limit_parallel HAVING count(*) > limit_parallel")
                        .forEach(row -> ledger.violation(row.getFirst() + ": " + row.getLast() + " trials run at once"));
                ledger.tally().count("looks at parallel limits");
            } catch (IllegalStateException away) {
                // So is the database.
            }
        }
    }

    /** Prints what came of it; answers whether all is well. In the quick form, a busy machine may be late. */
    private boolean report(boolean isQuick) {
        Tally tally = ledger.tally();
        boolean isInTime = recoveries.print() == 0;
        long trials = lanes.stream().mapToLong(lane -> (long) lane.studies().size() * lane.trials()).sum();
        System.out.printf("%n%d trials in %d studies; %d tells, %d asks and %d heartbeats acknowledged%n",
                trials, lanes.stream().mapToInt(lane -> lane.studies().size()).sum(),
                tally.of("tell 200"), tally.of("ask 200"), tally.of("heartbeat 200"));
        System.out.printf("retried: %s%n", tally.list("retry "));
        System.out.printf("repeated though answered: %d asks, %d tells; %d clients crashed, %d trials were given back%n",
                tally.of("ask repeated"), tally.of("tell repeated"), tally.of("crash"), tally.of("release 200"));
        System.out.printf("leases lost under their workers: %d, %d of them before their end; tells that came after another's: %d%n",
                tally.of("lease lost"), tally.of("lease lost early"), tally.of("tell overtaken"));
        System.out.printf("looked %d times whether more trials ran than allowed%n", tally.of("looks at parallel limits"));
        for (Service service : replicas.services()) {
            List<String> errors = service.errors();
            System.out.printf("a service: %d MB, %d errors logged%n", service.residentMegabytes(), errors.size());
            errors.stream().limit(5).forEach(System.out::println);
        }
        List<String> violations = ledger.violations();
        violations.stream().limit(20).forEach(violation -> System.out.println("VIOLATION: " + violation));
        System.out.printf("%d violations%n", violations.size());
        return violations.isEmpty() && (isQuick || isInTime);
    }
}
