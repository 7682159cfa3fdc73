package dev.parley.trial;

import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes all trials of a study, by number. Each thousand are as they are when their turn comes. The output is closed by whoever opened
 * it: what a failure cuts short must not look whole.
 */
@Component
public class TrialExport {

    private static final int BATCH = 1_000;

    /** What formulas begin with, in some spreadsheet or other. */
    private static final String FORMULAS = "=+-@\t\r\n＝＋－＠";

    private static final List<String> BEFORE = List.of("number", "state", "origin", "worker", "attempt");
    private static final List<String> AFTER = List.of(
            "step",
            "constraints",
            "reason",
            "attributes",
            "imported",
            "retracted",
            "createdAt",
            "startedAt",
            "finishedAt");

    private final Transactions transactions;
    private final Studies studies;
    private final TrialRepository trials;
    private final TrialResponse.Factory responses;
    private final JsonMapper json;

    TrialExport(
            Transactions transactions,
            Studies studies,
            TrialRepository trials,
            TrialResponse.Factory responses,
            JsonMapper json) {
        this.transactions = transactions;
        this.studies = studies;
        this.trials = trials;
        this.responses = responses;
        this.json = json;
    }

    /**
     * The study to write.
     *
     * @throws dev.parley.problem.ProblemException of type study-not-found
     */
    public StudyView study(Project project, StudyName name) {
        return transactions.read(() -> studies.find(project, name));
    }

    /** Writes a line of JSON for each trial, as the API shows it. */
    public void writeJsonLines(StudyView study, OutputStream output) {
        SequenceWriter lines = json.writer().withRootValueSeparator("\n").writeValues(output);
        each(study, batch -> batch.forEach(lines::write));
        lines.flush();
    }

    /**
     * Writes a table with a column for each objective and parameter. Texts that a spreadsheet would run as formulas begin with an
     * apostrophe.
     */
    public void writeCsv(StudyView study, OutputStream output) throws IOException {
        StudyTerms terms = study.terms();
        List<String> columns = new ArrayList<>(BEFORE);
        terms.objectives().forEach(objective -> columns.add("values." + objective.name()));
        terms.space().parameters().forEach(parameter -> columns.add("parameters." + parameter.name()));
        columns.addAll(AFTER);
        Writer writer = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
        CSVPrinter table = new CSVPrinter(writer, CSVFormat.RFC4180);
        table.printRecord(columns);
        each(study, batch -> batch.forEach(trial -> print(row(trial, terms), table)));
        table.flush();
    }

    private static void print(List<@Nullable Object> row, CSVPrinter table) {
        row.replaceAll(TrialExport::harmless);
        try {
            table.printRecord(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text that a spreadsheet would run as a formula (OWASP, CSV Injection) gets an apostrophe in front. */
    private static @Nullable Object harmless(@Nullable Object cell) {
        return cell instanceof String text && !text.isEmpty() && FORMULAS.indexOf(text.charAt(0)) >= 0
                ? "'" + text
                : cell;
    }

    private List<@Nullable Object> row(TrialResponse trial, StudyTerms terms) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(trial.number());
        row.add(trial.state());
        row.add(trial.origin());
        row.add(trial.worker());
        row.add(trial.attempt());
        Map<String, Double> values = trial.values() == null ? Map.of() : trial.values();
        terms.objectives().forEach(objective -> row.add(values.get(objective.name())));
        terms.space()
                .parameters()
                .forEach(parameter -> row.add(trial.configuration().get(parameter.name())));
        row.add(trial.step());
        row.add(trial.constraints() == null ? null : json.writeValueAsString(trial.constraints()));
        row.add(trial.reason());
        row.add(trial.attributes() == null ? null : json.writeValueAsString(trial.attributes()));
        row.add(trial.imported());
        row.add(trial.retracted());
        row.add(trial.createdAt());
        row.add(trial.startedAt());
        row.add(trial.finishedAt());
        return row;
    }

    /** All trials, by number, a thousand at a time. */
    public void each(StudyView study, Consumer<List<TrialResponse>> use) {
        int end = study.progress().nextNumber();
        for (int first = 0; first < end; first += BATCH) {
            List<Integer> numbers =
                    IntStream.range(first, Math.min(end, first + BATCH)).boxed().toList();
            use.accept(transactions.read(() -> trials.findAll(study.study().id(), numbers).stream()
                    .sorted((one, other) -> one.number() - other.number())
                    .map(trial -> responses.of(trial, study.terms()))
                    .toList()));
        }
    }
}
