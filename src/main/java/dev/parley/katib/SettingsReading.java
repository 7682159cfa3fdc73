package dev.parley.katib;

import api.v1.beta1.Api.AlgorithmSetting;
import dev.parley.study.MixingMode;
import dev.parley.study.ModelBudget;
import dev.parley.study.Repeats;
import dev.parley.study.StrategyDefinition;
import dev.parley.study.StrategyType;
import dev.parley.study.StudyName;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the algorithm's settings of an experiment: what its study's strategy is, and its name. */
final class SettingsReading {

    private static final List<String> NAMES =
            List.of("strategy", "seed", "repeats", "mode", "model", "calls", "tokens", "money", "description", "study");

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> faults;

    SettingsReading(List<AlgorithmSetting> given, List<String> faults) {
        this.faults = faults;
        for (AlgorithmSetting setting : given) {
            if (!NAMES.contains(setting.getName())) {
                faults.add(
                        "setting %s is unknown; there are %s".formatted(setting.getName(), String.join(", ", NAMES)));
            } else if (settings.putIfAbsent(setting.getName(), setting.getValue()) != null) {
                faults.add("setting %s is given twice".formatted(setting.getName()));
            }
        }
    }

    StrategyDefinition strategy() {
        ModelBudget budget = new ModelBudget(number("calls"), number("tokens"), money());
        return new StrategyDefinition(
                word("strategy", StrategyType.values()),
                number("seed"),
                word("repeats", Repeats.values()),
                null,
                null,
                word("mode", MixingMode.values()),
                settings.get("model"),
                budget.equals(ModelBudget.NONE) ? null : budget,
                null,
                null,
                null,
                null);
    }

    /** What is optimized, in words that a language model is told. */
    @Nullable
    String description() {
        return settings.get("description");
    }

    /** The study's name where it is not to be the experiment's; null if it is. */
    @Nullable
    StudyName study() {
        String name = settings.get("study");
        if (name == null) {
            return null;
        }
        if (!StudyName.isValid(name)) {
            faults.add("setting study must match %s, not \"%s\"".formatted(StudyName.PATTERN, name));
            return null;
        }
        return new StudyName(name);
    }

    private <E> @Nullable E word(String name, E[] words) {
        String given = settings.get(name);
        if (given == null) {
            return null;
        }
        for (E word : words) {
            if (word.toString().equals(given)) {
                return word;
            }
        }
        faults.add("setting %s must be one of %s, not \"%s\""
                .formatted(name, Stream.of(words).map(Object::toString).collect(Collectors.joining(", ")), given));
        return null;
    }

    private @Nullable Long number(String name) {
        String given = settings.get(name);
        try {
            return given == null ? null : (Long) Long.parseLong(given.strip());
        } catch (NumberFormatException none) {
            faults.add("setting %s must be a whole number, not \"%s\"".formatted(name, given));
            return null;
        }
    }

    private @Nullable Double money() {
        String given = settings.get("money");
        try {
            return given == null ? null : (Double) new BigDecimal(given.strip()).doubleValue();
        } catch (NumberFormatException none) {
            faults.add("setting money must be a number, not \"%s\"".formatted(given));
            return null;
        }
    }
}
