package dev.parley.trial;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Studies as this process last saw them in a transaction that is over. What is kept may be old: who goes by it compares
 * it, under the lock, with what is in force.
 */
@Component
public class KnownStudies {

    private static final int MOST = 10_000;

    private record Key(Project project, StudyName name) {}

    private final Cache<Key, StudyView> views =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** Notes a study as a transaction that is over saw it or left it. */
    public void seen(Project project, StudyName name, StudyView view) {
        views.put(new Key(project, name), view);
    }

    /** The study of this name; empty if it was not seen, or long ago. */
    public Optional<StudyView> find(Project project, StudyName name) {
        return Optional.ofNullable(views.getIfPresent(new Key(project, name)));
    }
}
