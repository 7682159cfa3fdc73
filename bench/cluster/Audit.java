import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares a ledger with what the service holds, read back through its API and by SQL. */
final class Audit {

    /** What must be 0 in every study that nobody changes, by name; the study's number stands for each {@code ?}. */
    private static final Map<String, String> BOOKS = new LinkedHashMap<>();

    static {
        for (String state : List.of("queued", "running", "complete", "pruned", "infeasible", "failed", "cancelled", "lost")) {
            BOOKS.put("counter of " + state, "SELECT " + state
                    + " - (SELECT count(*) FROM trial WHERE study_id = ? AND state = '" + state + "')"
                    + " FROM study_progress WHERE study_id = ?");
        }
        BOOKS.put("missing numbers", "SELECT abs(max(next_number) - count(*)) + min(number) + abs(max(number) + 1 - count(*))"
                + " FROM study_progress JOIN trial USING (study_id) WHERE study_id = ?");
        BOOKS.put("draws given twice", "SELECT count(draw) - count(DISTINCT draw) FROM trial WHERE study_id = ?");
        BOOKS.put("revisions given twice", "SELECT count(*) - count(DISTINCT revision) FROM trial WHERE study_id = ?");
        BOOKS.put("trials that knew the future",
                "SELECT count(*) FROM trial WHERE study_id = ? AND history_revision >= created_revision");
        BOOKS.put("wrong best", "SELECT count(*) FROM study_progress p WHERE study_id = ? AND best_number IS DISTINCT FROM"
                + " (SELECT number FROM trial t WHERE t.study_id = p.study_id AND state = 'complete' AND violation = 0"
                + " ORDER BY loss, number LIMIT 1)");
        BOOKS.put("trials whose lease does not fit their state",
                "SELECT count(*) FROM trial WHERE study_id = ? AND (state = 'running') <> (lease_expires_at IS NOT NULL)");
    }

    private final Ledger ledger;
    private final Database database;
    private final List<Api> replicas;

    Audit(Ledger ledger, Database database, List<Api> replicas) {
        this.ledger = ledger;
        this.database = database;
        this.replicas = replicas;
    }

    /** A trial as the service holds it. */
    private record Stored(Object configuration, String state, Object value, int handout) {}

    /**
     * Checks one study that is completed.
     *
     * @param limit how many trials it must have
     */
    void check(String study, int limit) {
        long id = database.figure("SELECT study_id FROM study WHERE name = '" + study + "'");
        BOOKS.forEach((what, sql) -> {
            long off = database.figure(sql.replace("?", Long.toString(id)));
            if (off != 0) {
                ledger.violation("%s: %s: %d".formatted(study, what, off));
            }
        });
        Map<Integer, Stored> stored = stored(study, id);
        if (stored.size() != limit) {
            ledger.violation("%s: %d trials instead of %d".formatted(study, stored.size(), limit));
        }
        Ledger.Book book = ledger.book(study);
        int unseen = 0;
        for (Map.Entry<Integer, Stored> trial : stored.entrySet()) {
            Ledger.Entry entry = book.entries.get(trial.getKey());
            unseen += entry == null ? trial.getValue().handout : unseen(entry, trial.getValue().handout);
            if (!trial.getValue().state.equals("complete")) {
                ledger.violation("%s: trial %d is %s".formatted(study, trial.getKey(), trial.getValue().state));
            }
        }
        if (unseen > book.unknown.get()) {
            ledger.violation("%s: %d handouts went to nobody, and what came of an ask is unknown %d times"
                    .formatted(study, unseen, book.unknown.get()));
        }
        book.entries.forEach((number, entry) -> check(study, number, entry, stored.get(number)));
    }

    /** The handouts of a trial that no client was shown. */
    private static int unseen(Ledger.Entry entry, int handouts) {
        return Math.max(0, handouts - entry.handouts.size() - entry.repeatsWithoutLease.size());
    }

    private void check(String study, int number, Ledger.Entry entry, Stored stored) {
        String trial = study + ": trial " + number;
        if (stored == null) {
            ledger.violation(trial + " was handed out and is not there");
            return;
        }
        if (!stored.configuration.equals(entry.configuration)) {
            ledger.violation("%s was %s and is %s".formatted(trial, entry.configuration, stored.configuration));
        }
        if (entry.told != null && !entry.told.equals(stored.value)) {
            ledger.violation("%s was told as %s and is %s".formatted(trial, entry.told, stored.value));
        }
        if (!entry.overtaken.isEmpty() && (entry.told == null || entry.overtaken.contains(entry.toldBy))) {
            ledger.violation("%s: handouts %s were told that another result came first; the one taken is %s of handout %d, of %d"
                    .formatted(trial, entry.overtaken, entry.told, entry.toldBy, stored.handout));
        }
        for (int early : entry.lostEarly) {
            if (entry.told == null || entry.toldBy >= early) {
                ledger.violation("%s: handout %d of %d lost its lease before its end; the result is %s of handout %d"
                        .formatted(trial, early, stored.handout, entry.told, entry.toldBy));
            }
        }
        List<Ledger.Handout> handouts = new ArrayList<>(entry.handouts.values());
        for (int i = 1; i < handouts.size(); i++) {
            Ledger.Handout before = handouts.get(i - 1);
            Ledger.Handout next = handouts.get(i);
            if (!before.isGivenUp
                    && next.started.isBefore(before.until)
                    && !ledger.wasTurned(before.started, next.started)) {
                ledger.violation("%s was handed out at %s, before its lease of %s had ended at %s"
                        .formatted(trial, next.started, before.ask, before.until));
            }
        }
    }

    /** A study's trials through the API, each page from the next replica, with what only the database tells. */
    private Map<Integer, Stored> stored(String study, long id) {
        Map<Integer, Integer> handouts = new HashMap<>();
        Map<Integer, String> values = new HashMap<>();
        database.query("SELECT number, handout, values[1] FROM trial WHERE study_id = " + id).forEach(row -> {
            handouts.put(Integer.valueOf(row.get(0)), Integer.valueOf(row.get(1)));
            values.put(Integer.valueOf(row.get(0)), row.get(2));
        });
        Map<Integer, Stored> stored = new HashMap<>();
        String token = "";
        for (int page = 0; page == 0 || !token.isEmpty(); page++) {
            Object answer = replicas.get(page % replicas.size())
                    .study("GET", study + "/trials?pageSize=1000" + (token.isEmpty() ? "" : "&pageToken=" + token), "");
            for (Object trial : Json.list(answer, "trials")) {
                int number = Json.integer(trial, "number");
                Object value = Json.at(trial, "values/loss");
                if (value != null && !value.equals(Double.valueOf(values.getOrDefault(number, "NaN")))) {
                    ledger.violation("%s: trial %d has another value in the API than in SQL".formatted(study, number));
                }
                stored.put(number, new Stored(
                        Json.at(trial, "configuration"),
                        Json.text(trial, "state"),
                        value,
                        handouts.getOrDefault(number, 0)));
            }
            token = Json.text(answer, "nextPageToken");
        }
        if (stored.size() != handouts.size()) {
            ledger.violation("%s: %d trials in the API, %d in SQL".formatted(study, stored.size(), handouts.size()));
        }
        return stored;
    }
}
