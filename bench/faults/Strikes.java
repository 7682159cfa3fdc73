import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The faults: each strikes the running replicas or their database, and notes how long they took to answer again. */
final class Strikes {

    private static final double RESTART_BAR = 8;
    private static final double BACK_BAR = 1;
    private static final double NO_BAR = Double.POSITIVE_INFINITY;

    private final Replicas replicas;
    private final Database database;
    private final List<Relay> relays;
    private final Ledger ledger;
    private final Recoveries recoveries;
    private final Random random = new Random(1);

    Strikes(Replicas replicas, Database database, List<Relay> relays, Ledger ledger, Recoveries recoveries) {
        this.replicas = replicas;
        this.database = database;
        this.relays = relays;
        this.ledger = ledger;
        this.recoveries = recoveries;
    }

    /** Kills a service's process and starts it again. */
    void killService() {
        Service service = anyService();
        service.kill();
        restart(service);
    }

    private void restart(Service service) {
        long begin = System.nanoTime();
        service.launch();
        service.awaitReady();
        recoveries.add("a service's process was started: readiness", RESTART_BAR, (System.nanoTime() - begin) / 1e9);
        double seconds = new Probe(service.api()).secondsUntilAsked(begin);
        recoveries.add("a service's process was started: an ask", RESTART_BAR, seconds);
        recoveries.add("its processor time until then", NO_BAR, service.cpuSeconds());
    }

    /** Kills the database and starts it again after some seconds. */
    void killDatabase(int awaySeconds) {
        database.kill();
        pause(awaySeconds);
        comeBack("PostgreSQL was killed" + away(awaySeconds));
    }

    /** Ends the database at once, without a checkpoint, and starts it again after some seconds. */
    void stopDatabase(int awaySeconds) {
        database.stopAtOnce();
        pause(awaySeconds);
        comeBack("PostgreSQL was stopped at once" + away(awaySeconds));
    }

    private static String away(int seconds) {
        return seconds == 0 ? "" : ", away for " + seconds + " s";
    }

    private void comeBack(String what) {
        database.launch();
        database.awaitAcceptance();
        awaitAnswers(what, BACK_BAR);
    }

    /** Kills the process behind one of the services' connections, so that PostgreSQL ends all and recovers. */
    void killABackend() {
        database.killABackend();
        pause(0.1);
        database.awaitAcceptance();
        awaitAnswers("one of PostgreSQL's processes was killed", BACK_BAR);
    }

    /** Kills a service and the database at once. */
    void killBoth() {
        Service service = anyService();
        service.kill();
        database.kill();
        database.launch();
        database.awaitAcceptance();
        restart(service);
    }

    void pauseService(int seconds) {
        Service service = anyService();
        service.pause();
        pause(seconds);
        service.resume();
        awaitAnswers("a service was paused for " + seconds + " s", NO_BAR);
    }

    void pauseDatabase(int seconds) {
        database.pause();
        pause(seconds);
        database.resume();
        awaitAnswers("PostgreSQL was paused for " + seconds + " s", NO_BAR);
    }

    /** Has PostgreSQL end all of the services' connections. */
    void terminateConnections() {
        database.cutConnections();
        awaitAnswers("PostgreSQL ended all connections", NO_BAR);
    }

    /** Cuts all connections between the services and the database. */
    void cutConnections() {
        relays.forEach(Relay::cut);
        awaitAnswers("all connections were cut", NO_BAR);
    }

    /** Lets the connections of a service stay open and deliver nothing any more. */
    void silenceConnections() {
        int which = random.nextInt(relays.size());
        relays.get(which).silence();
        double seconds = new Probe(replicas.apis().get(which)).secondsUntilAsked(System.nanoTime());
        recoveries.add("a service's connections fell silent", NO_BAR, seconds);
    }

    /** Holds the lock that asks and tells of all studies wait for, so that they take all connections of the pools. */
    void fillPools(int seconds) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT 1 FROM study_progress ORDER BY study_id FOR UPDATE");
            pause(seconds);
            replicas.apis().forEach(this::checkLiveness);
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        awaitAnswers("all connections waited for a lock for " + seconds + " s", NO_BAR);
    }

    private void checkLiveness(Api api) {
        try {
            if (!api.isAlive()) {
                ledger.violation("a service whose pool is full does not say that it is alive");
            }
        } catch (IOException e) {
            ledger.violation("a service whose pool is full does not answer: " + e);
        }
    }

    /** Moves all that the database's clock is compared with, as if the clock had been turned; negative seconds turn it back. */
    void turnClock(int seconds) {
        ledger.turned();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT 1 FROM study_progress ORDER BY study_id FOR UPDATE");
            String ago = "make_interval(secs => " + seconds + ")";
            statement.execute("UPDATE trial SET lease_expires_at = lease_expires_at - " + ago + " WHERE state = 'running'");
            statement.execute("UPDATE reaper SET seen_at = seen_at - " + ago);
            statement.execute("UPDATE idempotency_key SET created_at = created_at - " + ago);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        ledger.turned();
        awaitAnswers("the clock was turned", NO_BAR);
    }

    private Service anyService() {
        return replicas.services().get(random.nextInt(replicas.services().size()));
    }

    private static void pause(double seconds) {
        Waiting.pause(Duration.ofMillis((long) (1_000 * seconds)));
    }

    /** Asks all services at once, and notes how long the last one took since this moment. */
    private void awaitAnswers(String what, double bar) {
        long begin = System.nanoTime();
        List<Api> apis = replicas.apis();
        Replicas.crowd(apis.size(), Duration.ofMinutes(4),
                i -> recoveries.add(what, bar, new Probe(apis.get(i)).secondsUntilAsked(begin)));
    }
}
