package dev.parley.trial;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Studies as this process last saw them in a transaction that is over. What is kept may be old: who goes by it compares
 * it with what is in force, under the lock or in the statement that writes.
 */
@Component
public class KnownStudies {

    private static final int MOST = 10_000;

    private record Key(Project project, StudyName name) {}

    /**
     * A study.
     *
     * @param nanos the process's clock when it was seen
     */
    private record Seen(StudyView view, long nanos) {

        boolean isBefore(Seen other) {
            return !view.incarnation().equals(other.view.incarnation())
                    || view.study().id() != other.view.study().id()
                    || view.progress().revision() <= other.view.progress().revision();
        }

        /** The view at the database's time as this process reckons it, which may lag by what the answer took. */
        StudyView now() {
            return view.copyAt(view.now().plusNanos(System.nanoTime() - nanos).truncatedTo(ChronoUnit.MICROS));
        }
    }

    private final Cache<Key, Seen> views =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** Notes a study as a transaction that is over saw it or left it. */
    public void seen(Project project, StudyName name, StudyView view) {
        views.asMap()
                .merge(
                        new Key(project, name),
                        new Seen(view, System.nanoTime()),
                        (known, seen) -> known.isBefore(seen) ? seen : known);
    }

    /** The study of this name; empty if it was not seen, or long ago. */
    public Optional<StudyView> find(Project project, StudyName name) {
        return seen(project, name).map(Seen::view);
    }

    /** The study of this name at the present time, with a progress that may be changed. */
    Optional<StudyView> findNow(Project project, StudyName name) {
        return seen(project, name).map(Seen::now);
    }

    private Optional<Seen> seen(Project project, StudyName name) {
        return Optional.ofNullable(views.getIfPresent(new Key(project, name)));
    }
}
