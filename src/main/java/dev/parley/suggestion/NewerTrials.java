package dev.parley.suggestion;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.StudyView;
import dev.parley.trial.ConfigurationFormat;
import dev.parley.trial.HistoryCache;
import dev.parley.trial.Trial;
import dev.parley.trial.Turn;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Compares a computation with the trials created since the history that it was computed from. */
@Component
class NewerTrials {

    private final JdbcClient jdbc;
    private final ConfigurationFormat format;

    NewerTrials(JdbcClient jdbc, ConfigurationFormat format) {
        this.jdbc = jdbc;
        this.format = format;
    }

    private record Newer(@Nullable Long draw, String configuration) {}

    /** Whether a newer trial took one of the draws, or a configuration that is not meant to be tried again. */
    boolean collide(Turn turn, Computation computation, List<Suggestion> suggestions) {
        StudyView view = turn.view();
        if (suggestions.isEmpty() || view.progress().revision() == computation.historyRevision()) {
            return false;
        }
        Set<Configuration> configurations = suggestions.stream()
                .filter(suggestion -> suggestion.origin() != Origin.RETEST)
                .map(Suggestion::configuration)
                .collect(Collectors.toCollection(HashSet::new));
        Optional<HistoryCache.Snapshot> known = turn.knownFrom(computation.historyRevision());
        return known.isPresent()
                ? collide(turn, known.get().history(), computation.next(), configurations)
                : collide(view, computation, suggestions.size(), configurations);
    }

    /** The same where all newer trials are this process's own, whose draws differ. */
    private boolean collide(Turn turn, History history, int next, Set<Configuration> configurations) {
        SearchSpace space = turn.view().terms().space();
        Set<String> texts = configurations.stream()
                .map(configuration -> format.write(space, configuration))
                .collect(Collectors.toSet());
        return IntStream.range(next, history.size())
                        .mapToObj(history::configuration)
                        .anyMatch(configurations::contains)
                || turn.created().stream().map(Trial::configuration).anyMatch(texts::contains);
    }

    private boolean collide(StudyView view, Computation computation, int draws, Set<Configuration> configurations) {
        List<Newer> newer = jdbc.sql("""
            SELECT draw, configuration::text AS configuration FROM trial
            WHERE study_id = :study AND revision > :revision AND created_revision > :revision
            """)
                .param("study", view.study().id())
                .param("revision", computation.historyRevision())
                .query((row, n) -> new Newer(row.getObject("draw", Long.class), row.getString("configuration")))
                .list();
        long first = computation.firstDraw();
        long last = first + draws - 1;
        return newer.stream()
                .anyMatch(trial -> (trial.draw != null && trial.draw >= first && trial.draw <= last)
                        || format.read(view.terms().space(), trial.configuration)
                                .filter(configurations::contains)
                                .isPresent());
    }
}
