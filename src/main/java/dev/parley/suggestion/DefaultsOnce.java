package dev.parley.suggestion;

import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Suggestion;
import dev.parley.study.StudyView;
import dev.parley.trial.ConfigurationFormat;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sees to it that the space's defaults are tried once and not after a client who had them tried already. */
@Component
class DefaultsOnce {

    private final JdbcClient jdbc;
    private final ConfigurationFormat format;

    DefaultsOnce(JdbcClient jdbc, ConfigurationFormat format) {
        this.jdbc = jdbc;
        this.format = format;
    }

    /**
     * Takes up the defaults if they are among the suggestions; the study's progress must be locked.
     *
     * @return whether the suggestions may be used: not if they hold the defaults and another trial has them
     */
    boolean allow(StudyView view, List<Suggestion> suggestions) {
        if (suggestions.isEmpty() || suggestions.getFirst().origin() != Origin.DEFAULT) {
            return true;
        }
        boolean first = view.progress().defaultsDue() && !isThere(view, suggestions.getFirst());
        view.progress().defaultsTried();
        return first;
    }

    private boolean isThere(StudyView view, Suggestion defaults) {
        return jdbc.sql("""
            SELECT EXISTS (SELECT 1 FROM trial WHERE study_id = :study AND configuration = :configuration::jsonb)
            """)
                .param("study", view.study().id())
                .param("configuration", format.write(view.terms().space(), defaults.configuration()))
                .query(Boolean.class)
                .single();
    }
}
