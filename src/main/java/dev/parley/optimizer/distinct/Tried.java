package dev.parley.optimizer.distinct;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The different configurations that a history's trials of some standings have and that match what is fixed. */
final class Tried {

    private final History history;
    private final Configuration fixed;
    private final Set<Standing> standings;
    private @Nullable Fingerprints all;

    Tried(History history, Configuration fixed, Set<Standing> standings) {
        this.history = history;
        this.fixed = fixed;
        this.standings = standings;
    }

    /** Whether one of these is among them. It looks through the history once and gathers nothing. */
    boolean containsAnyOf(Fingerprints some) {
        return !untilOne(row -> some.contains(history.fingerprint(row)));
    }

    /** Whether this is among them, which are gathered when this is first asked. */
    boolean contains(Configuration configuration) {
        return all().contains(configuration.fingerprint());
    }

    /** How many there are. */
    int size() {
        return all().size();
    }

    private Fingerprints all() {
        if (all == null) {
            Fingerprints gathered = new Fingerprints();
            untilOne(row -> {
                if (matches(row)) {
                    gathered.add(history.fingerprint(row));
                }
                return false;
            });
            all = gathered;
        }
        return all;
    }

    /** Goes from the newest trial back to the last of these standings; answers whether none was what is looked for. */
    private boolean untilOne(IntPredicate wanted) {
        int left = standings.stream().mapToInt(history::count).sum();
        for (int row = history.size() - 1; left > 0; row--) {
            if (standings.contains(history.standing(row))) {
                left--;
                if (wanted.test(row)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a row has a configuration with the values that are fixed; the first parameter of all is always active. */
    private boolean matches(int row) {
        if (Double.isNaN(history.coordinate(row, 0))) {
            return false;
        }
        return fixed.isEmpty() || history.configuration(row).matches(fixed);
    }
}
