package dev.parley.llm.prompt;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The parameters of a space as members of a JSON object, in native units. */
final class SpaceText {

    /**
     * How much of each parameter is shown.
     *
     * @param name how many characters of its name, where that is not its key; none if 0
     * @param choices how many of its choices, at most
     */
    record Detail(int name, int choices) {}

    private final Vocabulary vocabulary;
    private final Detail detail;

    SpaceText(Vocabulary vocabulary, Detail detail) {
        this.vocabulary = vocabulary;
        this.detail = detail;
    }

    /** One member for each parameter, in the order of the space. */
    List<String> rows() {
        return IntStream.range(0, vocabulary.space().size())
                .mapToObj(index -> DataBlock.json(vocabulary.key(index)) + ":" + DataBlock.json(row(index)))
                .toList();
    }

    private Map<String, Object> row(int index) {
        Parameter parameter = vocabulary.space().parameter(index);
        Map<String, Object> row = new LinkedHashMap<>();
        if (!parameter.name().equals(vocabulary.key(index)) && detail.name() > 0) {
            row.put("name", PlainText.line(parameter.name(), detail.name()));
        }
        switch (parameter) {
            case FloatParameter p -> {
                row.put("float", List.of(Figures.exact(p.low()), Figures.exact(p.high())));
                putStep(row, p.step() == null ? null : Figures.exact(p.step()));
                putScale(row, p.scale());
            }
            case IntParameter p -> {
                row.put("int", List.of(p.low(), p.high()));
                putStep(row, p.step() == 1 ? null : p.step());
                putScale(row, p.scale());
            }
            case OrdinalParameter p -> putChoices(row, "ordinal", index);
            case CategoricalParameter p -> putChoices(row, "categorical", index);
        }
        if (parameter.defaultValue() != null) {
            row.put("default", vocabulary.shown(index, parameter.coordinate(parameter.defaultValue())));
        }
        if (parameter.when() != null) {
            row.put("when", when(parameter.when()));
        }
        return row;
    }

    private static void putStep(Map<String, Object> row, @Nullable Number step) {
        if (step != null) {
            row.put("step", step);
        }
    }

    private static void putScale(Map<String, Object> row, Scale scale) {
        if (scale == Scale.LOG) {
            row.put("scale", "log");
        }
    }

    private void putChoices(Map<String, Object> row, String type, int index) {
        List<Object> labels = vocabulary.labels(index);
        row.put(type, labels.subList(0, Math.min(labels.size(), detail.choices())));
        if (labels.size() > detail.choices()) {
            row.put("more_choices", labels.size() - detail.choices());
        }
    }

    private Map<String, Object> when(Condition when) {
        int parent = vocabulary.space().indexOf(when.parameter());
        Parameter parameter = vocabulary.space().parameter(parent);
        List<Object> in = when.in().stream()
                .limit(detail.choices())
                .map(value -> vocabulary.shown(parent, parameter.coordinate(value)))
                .toList();
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("parameter", vocabulary.key(parent));
        condition.put("in", in);
        return condition;
    }
}
