package dev.parley.optuna;

import dev.parley.optimizer.Objective;
import dev.parley.report.TrialCurves;
import dev.parley.study.StudyView;
import dev.parley.trial.TrialExport;
import dev.parley.trial.TrialResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.stereotype.Component;
import org.sqlite.SQLiteConfig;
import tools.jackson.databind.json.JsonMapper;

/** Writes a study as a database file that Optuna 3.2 and later load, with all of its trials. */
@Component
public class OptunaExport {

    private final TrialExport trials;
    private final TrialCurves curves;
    private final JsonMapper json;

    OptunaExport(TrialExport trials, TrialCurves curves, JsonMapper json) {
        this.trials = trials;
        this.curves = curves;
        this.json = json;
    }

    /** Writes a study into a new file, which is the caller's to remove. */
    public Path write(StudyView study) {
        try {
            Path file = Files.createTempFile("parley-export", ".db");
            boolean isWritten = false;
            try {
                write(study, file);
                isWritten = true;
            } finally {
                if (!isWritten) {
                    Files.deleteIfExists(file);
                }
            }
            return file;
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(StudyView study, Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.OFF);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        try (Connection connection =
                config.createConnection("jdbc:sqlite:file:" + file.toUri().getRawPath())) {
            connection.setAutoCommit(false);
            ScriptUtils.executeSqlScript(connection, new ClassPathResource("schema.sql", OptunaExport.class));
            try (StudyWriting writing = new StudyWriting(connection, study, json)) {
                writing.study();
                trials.each(study, batch -> write(study, batch, writing));
            }
            connection.commit();
        }
    }

    private void write(StudyView study, List<TrialResponse> batch, StudyWriting writing) {
        batch.forEach(writing::trial);
        Objective first = study.terms().objectives().getFirst();
        curves.each(
                study.study().id(),
                batch.stream().map(TrialResponse::number).toList(),
                first.name(),
                first.direction(),
                writing::curve);
    }
}
