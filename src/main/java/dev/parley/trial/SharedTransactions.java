package dev.parley.trial;

import dev.parley.problem.DatabaseFaults;
import dev.parley.problem.ProblemException;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Runs changes of a study's trials; those of one study that arrive while another is being made share the next
 * transaction, and so its lock, its commit and the disk's flush (flat combining: Hendler et al., 2010). What was changed
 * goes from here into what this process knows of the study.
 *
 * <p>A change that fails with a problem does so before it changes anything, and does not touch the others. After any
 * other failure each is run again in a transaction of its own, unless it is the database that is away.
 */
@Component
public class SharedTransactions {

    /** How many changes share a transaction at most. */
    private static final int MOST = 64;

    private record Key(Project project, StudyName name) {}

    /** The changes of one study that wait; whoever holds the turn makes them. */
    private static final class Line {
        final ReentrantLock turn = new ReentrantLock();
        final Queue<Change<?>> waiting = new ArrayDeque<>();
        int users;

        synchronized void join(Change<?> change) {
            waiting.add(change);
        }

        synchronized List<Change<?>> take() {
            List<Change<?>> taken = new ArrayList<>();
            while (!waiting.isEmpty() && taken.size() < MOST) {
                taken.add(waiting.remove());
            }
            return taken;
        }
    }

    /** A change and, when it is done, what came of it. */
    private static final class Change<T> {
        final List<Integer> numbers;
        final boolean isPlain;
        final Function<Turn, T> change;
        boolean isDone;
        private @Nullable T result;
        private @Nullable RuntimeException failure;

        Change(List<Integer> numbers, boolean isPlain, Function<Turn, T> change) {
            this.numbers = numbers;
            this.isPlain = isPlain;
            this.change = change;
        }

        void run(Turn turn) {
            long before = turn.view().progress().revision();
            result = null;
            failure = null;
            try {
                result = change.apply(turn);
            } catch (ProblemException e) {
                if (turn.view().progress().revision() != before) {
                    throw e;
                }
                failure = e;
            }
        }

        T result() {
            if (failure != null) {
                throw failure;
            }
            return Objects.requireNonNull(result);
        }
    }

    private final Transactions transactions;
    private final Studies studies;
    private final TrialRepository trials;
    private final TrialWriter writer;
    private final KnownTurns knownTurns;
    private final HistoryCache histories;
    private final KnownTrials knownTrials;
    private final KnownStudies known;
    private final Map<Key, Line> lines = new ConcurrentHashMap<>();

    SharedTransactions(
            Transactions transactions,
            Studies studies,
            TrialRepository trials,
            TrialWriter writer,
            KnownTurns knownTurns,
            HistoryCache histories,
            KnownTrials knownTrials,
            KnownStudies known) {
        this.transactions = transactions;
        this.studies = studies;
        this.trials = trials;
        this.writer = writer;
        this.knownTurns = knownTurns;
        this.histories = histories;
        this.knownTrials = knownTrials;
        this.known = known;
    }

    /**
     * Makes a change, perhaps together with others. It may run more than once, on another thread, and must not read
     * trials from the database that others of the turn may have changed.
     *
     * @param numbers the trials that are to be locked for it
     * @throws ProblemException of type study-not-found, or what the change throws
     */
    public <T> T write(Project project, StudyName name, List<Integer> numbers, Function<Turn, T> change) {
        return write(new Key(project, name), new Change<>(numbers, false, change));
    }

    /**
     * Makes a change that creates trials, or changes those locked for it as a result does, and nothing else. Where this
     * process knows enough, nothing is read and locked before.
     *
     * @throws ProblemException as {@link #write} does
     */
    public <T> T writePlain(Project project, StudyName name, List<Integer> numbers, Function<Turn, T> change) {
        return write(new Key(project, name), new Change<>(numbers, true, change));
    }

    private <T> T write(Key key, Change<T> mine) {
        inLine(key, line -> {
            line.join(mine);
            line.turn.lock();
            try {
                while (!mine.isDone) {
                    run(key, line.take());
                }
            } finally {
                line.turn.unlock();
            }
        });
        return mine.result();
    }

    /** Makes a change in a transaction of its own, in which it may read whatever it wants before it changes anything. */
    public <T> T writeAlone(Project project, StudyName name, Function<Turn, T> change) {
        Key key = new Key(project, name);
        Change<T> mine = new Change<>(List.of(), false, change);
        inLine(key, line -> {
            line.turn.lock();
            try {
                run(key, List.of(mine));
            } finally {
                line.turn.unlock();
            }
        });
        return mine.result();
    }

    private void inLine(Key key, Consumer<Line> work) {
        Line line = enter(key);
        try {
            work.accept(line);
        } finally {
            leave(key);
        }
    }

    private Line enter(Key key) {
        return lines.compute(key, (k, present) -> {
            Line line = present == null ? new Line() : present;
            line.users++;
            return line;
        });
    }

    private void leave(Key key) {
        lines.computeIfPresent(key, (k, line) -> --line.users == 0 ? null : line);
    }

    private void run(Key key, List<Change<?>> changes) {
        try {
            Turn turn =
                    fromWhatIsKnown(key, changes).orElseGet(() -> transactions.write(() -> underTheLock(key, changes)));
            knownTrials.committed(turn);
            histories.committed(turn);
            known.seen(key.project, key.name, turn.view());
        } catch (RuntimeException e) {
            if (changes.size() == 1 || DatabaseFaults.isAway(e)) {
                changes.forEach(change -> change.failure = e);
            } else {
                changes.forEach(change -> run(key, List.of(change)));
            }
        } catch (Error e) {
            changes.forEach(change -> change.failure = new IllegalStateException("a change beside this one failed", e));
            throw e;
        } finally {
            changes.forEach(change -> change.isDone = true);
        }
    }

    private Optional<Turn> fromWhatIsKnown(Key key, List<Change<?>> changes) {
        return changes.stream().allMatch(change -> change.isPlain)
                ? knownTurns.make(
                        key.project, key.name, numbers(changes), turn -> changes.forEach(change -> change.run(turn)))
                : Optional.empty();
    }

    private Turn underTheLock(Key key, List<Change<?>> changes) {
        StudyView view = known.find(key.project, key.name)
                .flatMap(studies::lock)
                .orElseGet(() -> studies.lock(key.project, key.name));
        Turn turn = Turn.locked(
                view, locked(view, numbers(changes)), histories.present(view).orElse(null), writer::insert);
        changes.forEach(change -> change.run(turn));
        return turn;
    }

    private static List<Integer> numbers(List<Change<?>> changes) {
        return changes.stream()
                .flatMap(change -> change.numbers.stream())
                .distinct()
                .toList();
    }

    private Map<Integer, Trial> locked(StudyView view, List<Integer> numbers) {
        long study = view.study().id();
        List<Trial> locked = switch (numbers.size()) {
            case 0 -> List.of();
            case 1 ->
                trials.lock(new TrialId(study, numbers.getFirst())).stream().toList();
            default -> trials.lockAll(study, numbers);
        };
        return locked.stream().collect(Collectors.toMap(Trial::number, Function.identity()));
    }
}
