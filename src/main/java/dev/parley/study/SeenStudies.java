package dev.parley.study;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What this process read of each study, and up to which revision that holds: while nobody else changes a study, it need not be
 * read again.
 *
 * @param <T> what is read
 */
public final class SeenStudies<T> {

    private record Key(Incarnation incarnation, long studyId, int spaceVersion) {

        static Key of(StudyView view) {
            return new Key(view.incarnation(), view.study().id(), view.study().spaceVersion());
        }
    }

    private record Seen<T>(T what, long readRevision) {}

    private final Cache<Key, Seen<T>> cache;

    /** A memory of so many studies at most, those used last. */
    public SeenStudies(int mostStudies) {
        cache = Caffeine.newBuilder().maximumSize(mostStudies).build();
    }

    /** What is known of a study, if it was read when the study was at this revision or a later one. */
    public Optional<T> known(StudyView view, long readRevision) {
        return Optional.ofNullable(cache.getIfPresent(Key.of(view)))
                .filter(seen -> seen.readRevision >= readRevision)
                .map(Seen::what);
    }

    /** The same, read if necessary. */
    public T at(StudyView view, long readRevision, Supplier<T> reading) {
        return known(view, readRevision).orElseGet(() -> {
            T read = reading.get();
            cache.put(Key.of(view), new Seen<>(read, readRevision));
            return read;
        });
    }

    /** What is known of a study, whenever it was read. */
    public Optional<T> known(StudyView view) {
        return Optional.ofNullable(cache.getIfPresent(Key.of(view))).map(Seen::what);
    }

    /** Notes a change of this process's own. */
    public void change(StudyView view, UnaryOperator<T> change) {
        cache.asMap()
                .computeIfPresent(Key.of(view), (key, seen) -> new Seen<>(change.apply(seen.what), seen.readRevision));
    }

    /** Forgets what is known of a study. */
    public void forget(StudyView view) {
        cache.invalidate(Key.of(view));
    }
}
