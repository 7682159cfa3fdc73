package dev.parley.dashboard;

import dev.parley.dashboard.SampleResponse.ImprovementNote;
import dev.parley.dashboard.SeenTrials.Seen;
import dev.parley.optimizer.FrontOrder;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.ParetoFront;
import dev.parley.optimizer.analysis.Excerpt;
import dev.parley.optimizer.analysis.Improvements;
import dev.parley.optimizer.space.Parameter;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.study.TrialState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** What can be seen of a study's trials, computed from the history that suggestions are computed from. */
@Service
class Sampling {

    private final SeenTrials trials;
    private final JdbcClient jdbc;

    Sampling(SeenTrials trials, JdbcClient jdbc) {
        this.trials = trials;
        this.jdbc = jdbc;
    }

    /** What the history does not know of a trial. */
    private record Row(TrialState state, String origin) {}

    /** At most so many trials in place of all. */
    SampleResponse sample(Project project, StudyName name, int most) {
        Seen seen = trials.of(project, name);
        int[] chosen = Excerpt.of(seen.history(), seen.objectives(), most);
        Map<Integer, Row> rows = rows(seen.view().study().id(), chosen);
        int[] numbers = Arrays.stream(chosen).filter(rows::containsKey).toArray();
        boolean isOne = seen.objectives().size() == 1;
        int[] front = isOne ? null : ParetoFront.ifFewTrials(seen.history(), seen.objectives());
        return new SampleResponse(
                seen.snapshot().revision(),
                seen.history().size(),
                column(numbers, number -> number),
                column(numbers, number -> row(rows, number).state),
                column(numbers, number -> row(rows, number).origin),
                column(numbers, number -> seen.history().violation(number) == 0),
                values(seen, numbers),
                parameters(seen, numbers),
                Improvements.of(seen.history(), seen.objectives()).stream()
                        .map(improvement -> new ImprovementNote(improvement.number(), improvement.value()))
                        .toList(),
                isOne ? null : front == null ? frontOf(numbers, seen) : shown(front, numbers),
                front == null ? null : (Integer) front.length);
    }

    private Map<Integer, Row> rows(long studyId, int[] numbers) {
        Map<Integer, Row> rows = new HashMap<>();
        jdbc.sql("SELECT number, state, origin FROM trial WHERE study_id = :study AND number = ANY(:numbers)")
                .param("study", studyId)
                .param("numbers", IntStream.of(numbers).boxed().toArray(Integer[]::new))
                .query(row -> {
                    rows.put(
                            row.getInt("number"),
                            new Row(TrialState.of(row.getString("state")), row.getString("origin")));
                });
        return rows;
    }

    private static Row row(Map<Integer, Row> rows, int number) {
        Row row = rows.get(number);
        if (row == null) {
            throw new IllegalArgumentException("no trial " + number);
        }
        return row;
    }

    private static <T extends @Nullable Object> List<T> column(int[] numbers, IntFunction<T> value) {
        List<T> column = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            column.add(value.apply(number));
        }
        return column;
    }

    private static Map<String, List<@Nullable Object>> values(Seen seen, int[] numbers) {
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        for (int o = 0; o < seen.objectives().size(); o++) {
            int objective = o;
            columns.put(seen.objectives().get(o).name(), column(numbers, number -> {
                double value = seen.history().value(number, objective);
                return Double.isNaN(value) ? null : (Double) value;
            }));
        }
        return columns;
    }

    private static Map<String, List<@Nullable Object>> parameters(Seen seen, int[] numbers) {
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        for (int p = 0; p < seen.space().size(); p++) {
            int index = p;
            Parameter parameter = seen.space().parameter(p);
            columns.put(parameter.name(), column(numbers, number -> {
                double coordinate = seen.history().coordinate(number, index);
                return Double.isNaN(coordinate) ? null : parameter.value(coordinate);
            }));
        }
        return columns;
    }

    private static List<Integer> shown(int[] front, int[] numbers) {
        return IntStream.of(front)
                .filter(number -> Arrays.binarySearch(numbers, number) >= 0)
                .boxed()
                .toList();
    }

    private static List<Integer> frontOf(int[] numbers, Seen seen) {
        int[] shown = IntStream.of(numbers)
                .filter(number -> seen.history().standing(number) == Standing.COMPLETE
                        && seen.history().violation(number) == 0)
                .toArray();
        return IntStream.of(FrontOrder.front(seen.history().losses(seen.objectives(), shown)))
                .map(i -> shown[i])
                .boxed()
                .toList();
    }
}
