import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What all clients asked for and were answered, to be compared with what the service holds afterwards. */
final class Ledger {

    /** How long after a turn of the clock a lease may end early in the eyes of its holder. */
    private static final int TURN_SECONDS = 5;

    private final Tally tally = new Tally();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<String, Book> books = new ConcurrentHashMap<>();
    private final List<Instant> turns = new CopyOnWriteArrayList<>();

    /** One ask, sent as often as it takes; {@code id} is its Idempotency-Key if it has one. */
    record Ask(String study, String id, boolean isKeyed) {}

    /** What is known of a study. */
    static final class Book {
        final Map<Integer, Entry> entries = new ConcurrentHashMap<>();
        final Map<String, List<Integer>> numbersByAsk = new ConcurrentHashMap<>();
        /**
         * How often an ask was sent without learning what came of it, where the next attempt does not tell either: without a key,
         * and with one where the next attempt got no trial, which is no answer that a key keeps.
         */
        final AtomicInteger unknown = new AtomicInteger();
    }

    /** What is known of a trial; guarded by itself. */
    static final class Entry {
        final Map<Integer, Handout> handouts = new TreeMap<>();
        final Set<String> repeatsWithoutLease = new HashSet<>();
        Object configuration;
        Double told;
        /** The handout that told it. */
        int toldBy;
        /** The handouts whose tell was refused since another result came first. */
        final Set<Integer> overtaken = new HashSet<>();
        /** The handouts whose lease was no longer current before its end, which nobody but an earlier holder's result may bring about. */
        final Set<Integer> lostEarly = new HashSet<>();
    }

    /** One handout of a trial to a client. */
    static final class Handout {
        final String ask;
        final Lease lease;
        final Instant started;
        Instant until;
        boolean isGivenUp;

        Handout(String ask, Lease lease, Instant started, Instant until) {
            this.ask = ask;
            this.lease = lease;
            this.started = started;
            this.until = until;
        }
    }

    Tally tally() {
        return tally;
    }

    /** Notes what must not be, and says so at once. */
    void violation(String what) {
        violations.add(what);
        System.err.println("VIOLATION: " + what);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    Book book(String study) {
        return books.computeIfAbsent(study, name -> new Book());
    }

    /** Notes that leases end at other times from now on. */
    void turned() {
        turns.add(Instant.now());
    }

    /** Whether the clock of leases was turned between two moments, or shortly before. */
    boolean wasTurned(Instant from, Instant to) {
        return turns.stream()
                .anyMatch(turn -> turn.isAfter(from.minusSeconds(TURN_SECONDS)) && turn.isBefore(to.plusSeconds(TURN_SECONDS)));
    }

    /** Takes in an ask's answer, of a repetition too. */
    void asked(Ask ask, Object answer, int unknown) {
        Book book = book(ask.study);
        List<?> trials = Json.list(answer, "trials");
        if (!ask.isKeyed || trials.isEmpty()) {
            book.unknown.addAndGet(unknown);
        }
        List<Integer> numbers = new ArrayList<>();
        for (Object trial : trials) {
            int number = Json.integer(trial, "number");
            numbers.add(number);
            handedOut(ask, trial, book.entries.computeIfAbsent(number, n -> new Entry()));
        }
        if (!numbers.isEmpty() || book.numbersByAsk.containsKey(ask.id)) {
            List<Integer> before = book.numbersByAsk.putIfAbsent(ask.id, numbers);
            if (before != null && !before.equals(numbers)) {
                violation("%s: ask %s was answered %s and %s".formatted(ask.study, ask.id, before, numbers));
            }
        }
    }

    private void handedOut(Ask ask, Object trial, Entry entry) {
        String token = Json.text(trial, "lease");
        synchronized (entry) {
            Object configuration = Json.at(trial, "configuration");
            if (entry.configuration != null && !entry.configuration.equals(configuration)) {
                violation("%s: a trial changed from %s to %s".formatted(ask.study, entry.configuration, trial));
            }
            entry.configuration = configuration;
            if (token.isEmpty()) {
                entry.repeatsWithoutLease.add(ask.id);
                return;
            }
            Lease lease = Lease.parse(token);
            Instant until = Instant.parse(Json.text(trial, "leaseExpiresAt"));
            Handout known = entry.handouts.get(lease.handout());
            if (known == null) {
                Instant started = Instant.parse(Json.text(trial, "startedAt"));
                entry.handouts.put(lease.handout(), new Handout(ask.id, lease, started, until));
            } else if (!known.ask.equals(ask.id) || !known.lease.equals(lease)) {
                violation("%s: handout %s went to %s and %s".formatted(ask.study, lease, known.ask, ask.id));
            } else {
                extend(known, until);
            }
        }
    }

    private static void extend(Handout handout, Instant until) {
        if (until.isAfter(handout.until)) {
            handout.until = until;
        }
    }

    /** Notes that a heartbeat renewed a lease. */
    void renewed(String study, Lease lease, Instant until) {
        Entry entry = entry(study, lease);
        synchronized (entry) {
            extend(entry.handouts.get(lease.handout()), until);
        }
    }

    /** Notes, before it is sent, that a client gives a trial back. */
    void givesUp(String study, Lease lease) {
        Entry entry = entry(study, lease);
        synchronized (entry) {
            entry.handouts.get(lease.handout()).isGivenUp = true;
        }
    }

    /** Takes in that a lease is no longer current. */
    void lost(String study, Lease lease) {
        tally.count("lease lost");
        Entry entry = entry(study, lease);
        synchronized (entry) {
            Handout handout = entry.handouts.get(lease.handout());
            if (!handout.isGivenUp && Instant.now().isBefore(handout.until) && !wasTurned(handout.started, Instant.now())) {
                tally.count("lease lost early");
                entry.lostEarly.add(lease.handout());
            }
        }
    }

    /** Takes in that a tell was acknowledged. */
    void told(String study, Lease lease, double value) {
        Entry entry = entry(study, lease);
        synchronized (entry) {
            if (entry.told != null && entry.told != value) {
                violation("%s: trial %d was told as %s and %s".formatted(study, lease.number(), entry.told, value));
            }
            entry.told = value;
            entry.toldBy = lease.handout();
        }
    }

    /** Takes in that a tell was refused since another result came first, which another holder of the trial must have told. */
    void overtaken(String study, Lease lease) {
        tally.count("tell overtaken");
        Entry entry = entry(study, lease);
        synchronized (entry) {
            entry.overtaken.add(lease.handout());
        }
    }

    private Entry entry(String study, Lease lease) {
        return book(study).entries.get(lease.number());
    }
}
