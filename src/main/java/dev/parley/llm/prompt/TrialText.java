package dev.parley.llm.prompt;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trials of a history as rows of JSON. */
final class TrialText {

    private static final int SIGNIFICANT_DIGITS = 6;

    private final Vocabulary vocabulary;
    private final History history;
    private final int objectives;

    TrialText(Vocabulary vocabulary, History history, int objectives) {
        this.vocabulary = vocabulary;
        this.history = history;
        this.objectives = objectives;
    }

    /** One row for each of these trials. */
    List<String> rows(List<Integer> numbers) {
        return numbers.stream().map(number -> DataBlock.json(row(number))).toList();
    }

    private Map<String, Object> row(int number) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("trial", number);
        Standing standing = history.standing(number);
        switch (standing) {
            case PRUNED -> row.put("state", "pruned");
            case INFEASIBLE -> row.put("state", "infeasible");
            case COMPLETE, PENDING, IGNORED -> {}
        }
        if (standing != Standing.PENDING && !Double.isNaN(history.value(number, 0))) {
            row.put("values", values(number));
        }
        double violation = history.violation(number);
        if (violation > 0) {
            row.put("violation", figure(violation));
        }
        row.put("configuration", vocabulary.shown(history.configuration(number)));
        return row;
    }

    private List<@Nullable Object> values(int number) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int o = 0; o < objectives; o++) {
            values.add(figure(history.value(number, o)));
        }
        return values;
    }

    private static @Nullable BigDecimal figure(double number) {
        return Double.isFinite(number) ? Figures.rounded(number, SIGNIFICANT_DIGITS) : null;
    }
}
