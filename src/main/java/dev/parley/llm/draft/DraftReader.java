package dev.parley.llm.draft;

import dev.parley.llm.answer.FoundJson;
import dev.parley.llm.prompt.DataBlock;
import dev.parley.llm.prompt.Instructions;
import dev.parley.llm.prompt.PlainText;
import dev.parley.optimizer.space.Fault;
import dev.parley.optimizer.space.InvalidSpaceException;
import dev.parley.study.ParameterDefinition;
import dev.parley.study.SpaceReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the search space that a model drafted: keeps the parameters that make a valid one, and says what is wrong with the
 * others. It never throws, whatever the text.
 */
public final class DraftReader {

    private static final int MOST_PARAMETERS = 100;
    private static final int LONGEST_REASON = 300;
    private static final int MOST_FAULTS = 20;

    private DraftReader() {}

    /**
     * A parameter and where it stands in the model's list.
     *
     * @param place its index there
     */
    private record Placed(int place, DraftedParameter parameter) {

        @Nullable
        String name() {
            return parameter.definition().name();
        }

        @Nullable
        String parent() {
            return parameter.definition().when() == null
                    ? null
                    : parameter.definition().when().parameter();
        }
    }

    /** What a model's text comes to; null, as where there was no text, counts as empty. */
    public static Draft read(@Nullable String text) {
        FoundJson found =
                FoundJson.in(text == null ? "" : text, json -> elements(json).size());
        List<Fault> faults = new ArrayList<>();
        List<Placed> parameters = new ArrayList<>();
        List<?> elements = found.value() == null ? List.of() : elements(found.value());
        if (elements.isEmpty()) {
            faults.add(new Fault("", "must be a JSON object with a list of parameters"));
        }
        for (int i = 0; i < Math.min(elements.size(), MOST_PARAMETERS); i++) {
            ParameterDefinition definition =
                    elements.get(i) instanceof Map<?, ?> map ? DefinitionReading.definition(map) : null;
            if (definition == null) {
                faults.add(new Fault("/" + i + "/type", "must be float, int, ordinal or categorical"));
            } else {
                parameters.add(new Placed(i, new DraftedParameter(definition, reason(elements.get(i)))));
            }
        }
        List<DraftedParameter> valid = valid(parentsFirst(parameters), faults);
        return new Draft(valid, faults, feedback(faults));
    }

    private static List<?> elements(Object json) {
        if (json instanceof List<?> list) {
            return list;
        }
        return json instanceof Map<?, ?> map && map.get("parameters") instanceof List<?> list ? list : List.of();
    }

    private static String reason(@Nullable Object element) {
        return element instanceof Map<?, ?> map && map.get("reason") instanceof String text
                ? PlainText.line(text, LONGEST_REASON)
                : "";
    }

    /** The parameters in their order, but each after the one that its condition names, where that can be. */
    private static List<Placed> parentsFirst(List<Placed> parameters) {
        List<Placed> left = new ArrayList<>(parameters);
        List<Placed> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            Set<String> missing =
                    left.stream().map(Placed::name).filter(Objects::nonNull).collect(Collectors.toSet());
            Placed next = left.stream()
                    .filter(parameter -> !missing.contains(parameter.parent()))
                    .findFirst()
                    .orElse(left.getFirst());
            left.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    /** The parameters without those at fault, and without those whose conditions name one of these. */
    private static List<DraftedParameter> valid(List<Placed> parameters, List<Fault> faults) {
        List<Placed> left = new ArrayList<>(parameters);
        while (!left.isEmpty()) {
            try {
                SpaceReading.read(left.stream()
                        .map(placed -> placed.parameter().definition())
                        .toList());
                break;
            } catch (InvalidSpaceException e) {
                Set<Placed> atFault =
                        e.faults().stream().map(fault -> left.get(index(fault))).collect(Collectors.toSet());
                e.faults().forEach(fault -> faults.add(placed(fault, left.get(index(fault)))));
                left.removeAll(atFault);
            }
        }
        return left.stream().map(Placed::parameter).toList();
    }

    /** The index into the list at the beginning of a fault's pointer: {@code /2/low}. */
    private static int index(Fault fault) {
        return Integer.parseInt(fault.pointer().split("/", 3)[1]);
    }

    /** A fault with its pointer into the model's list. */
    private static Fault placed(Fault fault, Placed parameter) {
        String[] parts = fault.pointer().split("/", 3);
        return new Fault("/" + parameter.place() + (parts.length > 2 ? "/" + parts[2] : ""), fault.detail());
    }

    private static @Nullable String feedback(List<Fault> faults) {
        if (faults.isEmpty()) {
            return null;
        }
        List<String> rows = faults.stream()
                .limit(MOST_FAULTS)
                .map(fault -> DataBlock.json(fault.pointer() + ": " + PlainText.line(fault.detail(), LONGEST_REASON)))
                .toList();
        return Instructions.DRAFT_AGAIN.text() + new DataBlock().withRows("faults", rows);
    }
}
