package dev.parley.dashboard;

import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.ProgressResponse;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells listeners that studies changed, on whichever replica: one look at the progress of all that anybody listens to, a few times a
 * second. Nothing is looked at while nobody listens.
 */
@Component
class LiveFeed {

    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

    /** Another one after each change that is told of; also where another study took the name. */
    static final String MARK = "concat_ws('/', study_id, revision, state, version) AS mark";

    private final Transactions transactions;
    private final Studies studies;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final int mostListeners;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    /** The marks of the projects that anybody listens to; guarded by itself. */
    private final Map<Project, ProjectMarks> projects = new HashMap<>();

    private volatile boolean isClosed;

    LiveFeed(
            Transactions transactions,
            Studies studies,
            JdbcClient jdbc,
            JsonMapper json,
            @Value("${parley.dashboard.most-listeners:500}") int mostListeners) {
        this.transactions = transactions;
        this.studies = studies;
        this.jdbc = jdbc;
        this.json = json;
        this.mostListeners = mostListeners;
    }

    /**
     * What a study is like now.
     *
     * @param state active, paused or completed
     * @param version the definition's version
     * @param progress how far it is
     */
    record StudyEvent(String state, int version, ProgressResponse progress) {}

    /**
     * Studies that were created, changed or removed.
     *
     * @param names their names
     */
    record StudiesEvent(List<String> names) {}

    /** Begins to tell of a study: what it is like now, then again after each change. */
    Listener listen(StudyView view) {
        Listener listener = add(new Listener(view.study().id(), null));
        listener.know(mark(view));
        listener.offer(event(view));
        return listener;
    }

    /** Begins to tell which of a project's studies change. */
    Listener listen(Project project) {
        synchronized (projects) {
            projects.computeIfAbsent(project, absent -> new ProjectMarks(transactions, jdbc, project));
            return add(new Listener(0, project));
        }
    }

    private Listener add(Listener listener) {
        if (isClosed || listeners.size() >= mostListeners) {
            throw new ProblemException(
                            ProblemType.OVERLOADED, "As many listen to events as this service takes; try again later.")
                    .retryAfter(Duration.ofSeconds(10));
        }
        listeners.add(listener);
        if (isClosed) {
            listener.end();
        }
        return listener;
    }

    /** Ends telling a listener. */
    void leave(Listener listener) {
        listeners.remove(listener);
    }

    /** Ends all streams when the service stops, or its requests would not end. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        isClosed = true;
        listeners.forEach(Listener::end);
    }

    /** Looks once. */
    @Scheduled(fixedDelayString = "${parley.dashboard.interval:250ms}")
    void look() {
        try {
            lookAtStudies(listeners.stream()
                    .filter(listener -> listener.project() == null)
                    .toList());
            lookAtProjects();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Changes could not be looked for and will be again: {}", e.getMessage());
        }
    }

    private void lookAtStudies(Collection<Listener> all) {
        if (all.isEmpty()) {
            return;
        }
        Map<Long, String> marks = new HashMap<>();
        jdbc.sql("SELECT study_id, " + MARK
                        + " FROM study JOIN study_progress USING (study_id) WHERE study_id = ANY(:studies)")
                .param("studies", all.stream().map(Listener::study).distinct().toArray(Long[]::new))
                .query(row -> {
                    marks.put(row.getLong("study_id"), row.getString("mark"));
                });
        List<Listener> behind = all.stream()
                .filter(listener -> listener.isBehind(marks.get(listener.study())))
                .toList();
        if (behind.isEmpty()) {
            return;
        }
        Map<Long, StudyView> views = transactions.read(
                () -> studies.findAll(behind.stream().map(Listener::study).collect(Collectors.toSet())).stream()
                        .collect(Collectors.toMap(view -> view.study().id(), Function.identity())));
        for (Listener listener : behind) {
            StudyView view = views.get(listener.study());
            if (view == null) {
                listener.offer(new Listener.Event("removed", null, "{}"));
                listener.end();
            } else {
                listener.know(mark(view));
                listener.offer(event(view));
            }
        }
    }

    private Listener.Event event(StudyView view) {
        StudyEvent event = new StudyEvent(
                view.progress().state().toString(), view.study().version(), ProgressResponse.of(view.progress()));
        return new Listener.Event("study", Long.toString(view.progress().revision()), json.writeValueAsString(event));
    }

    private void lookAtProjects() {
        Map<Project, ProjectMarks> watched;
        synchronized (projects) {
            projects.keySet()
                    .removeIf(project -> listeners.stream().noneMatch(listener -> project.equals(listener.project())));
            watched = Map.copyOf(projects);
        }
        watched.forEach((project, marks) -> {
            List<String> changed = marks.look();
            if (!changed.isEmpty()) {
                Listener.Event event =
                        new Listener.Event("studies", null, json.writeValueAsString(new StudiesEvent(changed)));
                listeners.stream()
                        .filter(listener -> project.equals(listener.project()))
                        .forEach(listener -> listener.offer(event));
            }
        });
    }

    private static String mark(StudyView view) {
        return String.join(
                "/",
                Long.toString(view.study().id()),
                Long.toString(view.progress().revision()),
                view.progress().state().toString(),
                Integer.toString(view.study().version()));
    }
}
