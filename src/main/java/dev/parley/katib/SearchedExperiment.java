package dev.parley.katib;

import dev.parley.study.StudyName;
import dev.parley.study.StudyRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An experiment as Parley sees it.
 *
 * @param name the experiment's name
 * @param study the name of its study
 * @param definition what the study is to be
 * @param parameters its parameters
 * @param metric the name of the metric that it optimizes
 */
record SearchedExperiment(
        String name, StudyName study, StudyRequest definition, List<SearchedParameter> parameters, String metric) {

    SearchedExperiment {
        parameters = List.copyOf(parameters);
    }

    /** The values that assignments stand for; empty where one is no value of its parameter's kind, or of no parameter. */
    Optional<Map<String, Object>> values(Map<String, String> assignments) {
        Map<String, Object> values = new HashMap<>();
        for (SearchedParameter parameter : parameters) {
            String text = assignments.get(parameter.name());
            if (text == null) {
                return Optional.empty();
            }
            try {
                values.put(parameter.name(), parameter.value(text));
            } catch (NumberFormatException none) {
                return Optional.empty();
            }
        }
        return values.size() == assignments.size() ? Optional.of(values) : Optional.empty();
    }
}
