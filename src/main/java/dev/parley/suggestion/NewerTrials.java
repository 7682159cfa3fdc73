package dev.parley.suggestion;

import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.StudyView;
import dev.parley.trial.ConfigurationFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    boolean collide(StudyView view, Computation computation, List<Suggestion> suggestions) {
        if (suggestions.isEmpty() || view.progress().revision() == computation.historyRevision()) {
            return false;
        }
        List<Newer> newer = jdbc.sql("""
            SELECT draw, configuration::text AS configuration FROM trial
            WHERE study_id = :study AND revision > :revision AND created_revision > :revision
            """)
                .param("study", view.study().id())
                .param("revision", computation.historyRevision())
                .query((row, n) -> new Newer(row.getObject("draw", Long.class), row.getString("configuration")))
                .list();
        Set<Configuration> configurations = new HashSet<>();
        suggestions.stream()
                .filter(suggestion -> suggestion.origin() != Origin.RETEST)
                .forEach(suggestion -> configurations.add(suggestion.configuration()));
        long first = computation.firstDraw();
        long last = first + suggestions.size() - 1;
        return newer.stream()
                .anyMatch(trial -> (trial.draw != null && trial.draw >= first && trial.draw <= last)
                        || format.read(view.terms().space(), trial.configuration)
                                .filter(configurations::contains)
                                .isPresent());
    }
}
