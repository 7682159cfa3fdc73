import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Whether replicas behave as one under a crowd: numbers, tells, limits, repeated requests, suggestions. See bench/README.md. */
public final class ReplicasBench {

    private static final String SPACE = """
            [{"name":"lr","type":"float","low":1e-5,"high":0.1,"scale":"log"},
             {"name":"momentum","type":"float","low":0,"high":0.99},
             {"name":"width","type":"int","low":8,"high":512,"scale":"log"},
             {"name":"solver","type":"categorical","choices":["adam","sgd","rmsprop","lion"]}]""";

    private static final Habits HABITS = new Habits(
            0.3, 0.5, 0.1, 0.02, 0, 0, Duration.ofSeconds(30), Duration.ofMillis(2), Duration.ofSeconds(60));

    private final Database database;
    private final List<Api> replicas;
    private final Ledger ledger = new Ledger();

    private ReplicasBench(Database database, List<Api> replicas) {
        this.database = database;
        this.replicas = replicas;
    }

    public static void main(String[] arguments) {
        boolean isQuick = List.of(arguments).contains("--quick");
        Replicas.Setting setting = Replicas.Setting.given();
        Database database = new Database(setting.scratch().resolve("postgres"), setting.postgres());
        database.start();
        database.createService();
        List<Integer> ports = IntStream.range(0, isQuick ? 2 : 3).mapToObj(i -> database.port()).toList();
        boolean isMet;
        // Fits are waited for however slow the machine is, so that suggestions follow from the history alone.
        try (Replicas services = Replicas.start(setting, database, ports, List.of("--parley.fits.patience=60s"))) {
            ReplicasBench bench = new ReplicasBench(database, services.apis());
            bench.run(isQuick);
            services.services().forEach(service -> service.errors().forEach(bench.ledger::violation));
            isMet = bench.report();
        }
        System.exit(isMet ? 0 : 1);
    }

    private void run(boolean isQuick) {
        int clients = isQuick ? 40 : 200;
        System.out.printf("%d replicas, %d clients%n%n", replicas.size(), clients);
        System.out.println("| study | clients | trials | pairs/s | ask p50 / p99, ms | tell p50 / p99, ms | most at once, by revision | repeated requests |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        crowd("random", clients, isQuick ? 1_000 : 20_000, clients * 3 / 4, 0);
        for (String strategy : List.of("sobol", "tpe", "auto")) {
            crowd(strategy, clients / 5, isQuick ? 100 : strategy.equals("auto") ? 400 : 2_000, clients / 10, 0);
        }
        crowd("queued", clients, isQuick ? 200 : 2_000, clients, isQuick ? 150 : 1_500);
        System.out.println();
        for (String strategy : List.of("random", "sobol", "tpe", "gp", "auto")) {
            agreement(strategy, isQuick ? 25 : 60);
        }
    }

    /** Lets clients finish a study, spread over the replicas, and checks what is left of it. */
    private void crowd(String name, int clients, int trials, int parallel, int queued) {
        String study = "crowd-" + name;
        create(study, queued > 0 ? "random" : name, "{\"trials\": %d, \"parallel\": %d}".formatted(trials, parallel));
        queue(study, queued);
        Latencies latencies = new Latencies();
        long repeated = ledger.tally().ofAll("ask repeated") + ledger.tally().ofAll("tell repeated");
        long begin = System.nanoTime();
        Replicas.crowd(clients, Duration.ofMinutes(15), i -> {
            PatientClient client = new PatientClient(replicas, i % replicas.size(), HABITS.patience(), ledger);
            new Worker("client-" + i, study, client, HABITS, ledger, latencies).work();
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        new Audit(ledger, database, replicas).check(study, trials);
        long most = queued > 0 ? 0 : mostAtOnce(study); // queued trials are created long before they run
        if (most > parallel) {
            ledger.violation("%s: %d trials ran at once, and the limit is %d".formatted(study, most, parallel));
        }
        repeated = ledger.tally().ofAll("ask repeated") + ledger.tally().ofAll("tell repeated") - repeated;
        Result asks = latencies.asks();
        Result tells = latencies.tells();
        System.out.printf(Locale.ROOT, "| %s | %d | %d | %.0f | %.0f / %.0f | %.0f / %.0f | %s | %d |%n",
                name, clients, trials, trials / seconds, asks.p50(), asks.p99(), tells.p50(), tells.p99(),
                queued > 0 ? "" : most + " of " + parallel, repeated);
    }

    private void create(String study, String strategy, String limits) {
        String definition = """
                {"space": %s, "objectives": [{"name": "loss", "direction": "minimize"}],
                 "strategy": {"type": "%s", "seed": 7}, "limits": %s}""".formatted(SPACE, strategy, limits);
        for (Api replica : replicas) { // the first creates it, the others find the same
            replica.study("PUT", study, definition);
        }
    }

    /** Adds trials to the queue, each request to two replicas with the same key. */
    private void queue(String study, int trials) {
        if (trials == 0) {
            return;
        }
        String trial = "{\"configuration\": {\"lr\": 0.01, \"momentum\": 0.5, \"width\": 64, \"solver\": \"sgd\"}}";
        String body = "{\"trials\": [" + String.join(",", Collections.nCopies(trials, trial)) + "]}";
        List<Object> answers = new ArrayList<>();
        for (Api replica : replicas) {
            PatientClient client = new PatientClient(List.of(replica), 0, HABITS.patience(), ledger);
            answers.add(client.post("add", study + "/trials", body, "queue-" + study).answer().success());
        }
        if (answers.stream().distinct().count() != 1) {
            ledger.violation(study + ": one add was answered " + answers);
        }
    }

    /** How many trials ran at once at most, as the revisions at which they were created and ended tell. */
    private long mostAtOnce(String study) {
        return database.figure("""
                WITH moves AS (
                  SELECT created_revision AS revision, 1 AS step FROM trial JOIN study USING (study_id) WHERE name = '%1$s'
                  UNION ALL
                  SELECT finished_revision, -1 FROM trial JOIN study USING (study_id) WHERE name = '%1$s')
                SELECT max(running) FROM (SELECT sum(step) OVER (ORDER BY revision) AS running FROM moves) AS m
                """.formatted(study));
    }

    /** Asks one study of one replica alone, and a study like it of all replicas in turn: the configurations must be the same. */
    private void agreement(String strategy, int trials) {
        List<Object> alone = alternating(strategy, "alone", trials, List.of(replicas.getFirst()));
        List<Object> inTurn = alternating(strategy, "in-turn", trials, replicas);
        int same = (int) IntStream.range(0, trials).filter(i -> alone.get(i).equals(inTurn.get(i))).count();
        if (same < trials) {
            ledger.violation("%s: %d of %d suggestions differ between replicas".formatted(strategy, trials - same, trials));
        }
        System.out.printf("%s: %d of %d suggestions are the same, asked of one replica or of all in turn%n", strategy, same, trials);
    }

    private List<Object> alternating(String strategy, String name, int trials, List<Api> asked) {
        String study = "agree-" + strategy + "-" + name;
        create(study, strategy, "{}");
        List<Object> configurations = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Object answer = asked.get(i % asked.size()).study("POST", study + "/ask", "{}");
            Map<?, ?> configuration = (Map<?, ?>) Json.at(answer, "trials/0/configuration");
            configurations.add(configuration);
            double loss = Math.abs(Math.log10((Double) configuration.get("lr")) + 3) + (Double) configuration.get("momentum");
            asked.get((i + 1) % asked.size()).study("POST", study + "/trials/" + i + "/tell",
                    "{\"state\": \"complete\", \"values\": {\"loss\": " + loss + "}}");
        }
        return configurations;
    }

    /** Prints the bars; answers whether all are met. */
    private boolean report() {
        Tally tally = ledger.tally();
        System.out.printf("%nanswers that clients had to retry: %s%n", tally.ofAll("retry ") == 0 ? "none" : tally.list("retry "));
        System.out.printf("asks without a trial: %s%n", tally.list("empty "));
        System.out.printf("PostgreSQL: %d deadlocks, %d serialization failures, %d transactions rolled back%n",
                database.figure("SELECT deadlocks FROM pg_stat_database WHERE datname = 'parley'"),
                database.logged("40001"),
                database.figure("SELECT xact_rollback FROM pg_stat_database WHERE datname = 'parley'"));
        if (tally.ofAll("retry ") > 0) {
            ledger.violation("without a fault, clients had to retry: " + tally.list("retry "));
        }
        List<String> violations = ledger.violations();
        System.out.printf("%d violations%n", violations.size());
        return violations.isEmpty();
    }
}
